package io.flagpost.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * A bounded cache of existing entries, and another of missing ones: invented keys evict only each
 * other. Failures are never cached. Thread-safe.
 *
 * <p>An existing entry is reloaded after a while, and stays valid, however old, while the database
 * is unreachable: losing the database must not invalidate a license. A missing entry may exist by
 * now, so it expires.
 */
final class LookupCache<K, V> {
  private final Ticker ticker;
  private final long believedNanos;
  private final Cache<K, Known<V>> known;
  private final Cache<K, Boolean> unknown;
  private final BatchLoader<K, V> loader;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * An existing entry.
   *
   * @param loadedAt when it was loaded, by the ticker
   */
  private record Known<V>(V value, long loadedAt) {}

  LookupCache(
      String what,
      RegistrySettings settings,
      Ticker ticker,
      Function<List<K>, Future<Map<K, V>>> query) {
    this.ticker = ticker;
    believedNanos = settings.lookupTtl().toNanos();
    known = bounded(settings.knownCapacity()).build();
    unknown =
        bounded(settings.unknownCapacity())
            .expireAfterWrite(settings.unknownTtl())
            .ticker(ticker)
            .build();
    loader =
        new BatchLoader<>(
            what,
            settings,
            new CircuitBreaker(settings.probeInterval(), ticker),
            query,
            this::remember);
  }

  /** A cached entry is returned at once, on the caller's thread. */
  CompletionStage<Optional<V>> get(K key) {
    Known<V> held = known.getIfPresent(key);
    if (held != null && ticker.read() - held.loadedAt < believedNanos) {
      hits.increment();
      return CompletableFuture.completedStage(Optional.of(held.value));
    }
    if (unknown.getIfPresent(key) != null) {
      hits.increment();
      return CompletableFuture.completedStage(Optional.empty());
    }
    misses.increment();
    return held == null ? loader.load(key) : loadOr(held.value, key);
  }

  /** The old value if no new one can be loaded; at once if that is already known. */
  private CompletionStage<Optional<V>> loadOr(V old, K key) {
    boolean answers = loader.isAvailable();
    CompletionStage<Optional<V>> loaded = loader.load(key).exceptionally(away -> Optional.of(old));
    return answers ? loaded : CompletableFuture.completedStage(Optional.of(old));
  }

  /** Forgets everything, including answers under way. */
  void clear() {
    loader.outdate(
        () -> {
          known.invalidateAll();
          unknown.invalidateAll();
        });
  }

  /** Look-ups answered from memory. */
  long hits() {
    return hits.sum();
  }

  /** Look-ups that had to be loaded. */
  long misses() {
    return misses.sum();
  }

  boolean isAvailable() {
    return loader.isAvailable();
  }

  private void remember(Set<K> asked, Map<K, V> found) {
    for (K key : asked) {
      V value = found.get(key);
      if (value == null) {
        known.invalidate(key);
        unknown.put(key, Boolean.TRUE);
      } else {
        known.put(key, new Known<>(value, ticker.read()));
      }
    }
  }

  private static Caffeine<Object, Object> bounded(int capacity) {
    return Caffeine.newBuilder()
        .maximumSize(capacity)
        // Eviction is cheap; run by the caller, it needs no thread of its own.
        .executor(Runnable::run);
  }
}
