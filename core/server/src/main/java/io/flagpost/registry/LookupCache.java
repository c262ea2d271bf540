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
 * A bounded memory of what exists, and another of what does not: invented keys push out only each
 * other. Failures are never remembered. Thread-safe.
 *
 * <p>What exists is asked for anew after a while, and stays in force, however old, while nobody
 * answers: a license does not end with the connection to its database. What did not exist then may
 * exist now, so that is forgotten.
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
   * What exists.
   *
   * @param loadedAt when that was seen, as the ticker tells it
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

  /** What is cached answers at once, on the caller's thread. */
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

  /** The old value, where there is no other to be had; at once, if that is known already. */
  private CompletionStage<Optional<V>> loadOr(V old, K key) {
    boolean answers = loader.isAvailable();
    CompletionStage<Optional<V>> loaded = loader.load(key).exceptionally(away -> Optional.of(old));
    return answers ? loaded : CompletableFuture.completedStage(Optional.of(old));
  }

  /** Forgets everything, answers that are on their way included. */
  void clear() {
    loader.outdate(
        () -> {
          known.invalidateAll();
          unknown.invalidateAll();
        });
  }

  /** Questions answered at once. */
  long hits() {
    return hits.sum();
  }

  /** Questions that somebody else had to be asked. */
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
        // Eviction is a few steps; done where it falls due, it needs no thread of its own.
        .executor(Runnable::run);
  }
}
