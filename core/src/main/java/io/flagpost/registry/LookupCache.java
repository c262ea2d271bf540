package io.flagpost.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A bounded memory of what exists, and another of what does not: invented keys push out only each
 * other. Failures are never remembered. Thread-safe.
 */
final class LookupCache<K, V> {
  private final Cache<K, V> known;
  private final Cache<K, Boolean> unknown;
  private final BatchLoader<K, V> loader;

  LookupCache(
      String what,
      RegistrySettings settings,
      Ticker ticker,
      Function<List<K>, Future<Map<K, V>>> query) {
    known = bounded(settings.knownCapacity(), settings.lookupTtl(), ticker);
    unknown = bounded(settings.unknownCapacity(), settings.unknownTtl(), ticker);
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
    V value = known.getIfPresent(key);
    if (value != null) {
      return CompletableFuture.completedStage(Optional.of(value));
    }
    if (unknown.getIfPresent(key) != null) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return loader.load(key);
  }

  /** Forgets everything, answers that are on their way included. */
  void clear() {
    loader.outdate(
        () -> {
          known.invalidateAll();
          unknown.invalidateAll();
        });
  }

  boolean isAvailable() {
    return loader.isAvailable();
  }

  private void remember(Set<K> asked, Map<K, V> found) {
    for (K key : asked) {
      V value = found.get(key);
      if (value == null) {
        unknown.put(key, Boolean.TRUE);
      } else {
        known.put(key, value);
      }
    }
  }

  private static <K, V> Cache<K, V> bounded(int capacity, Duration ttl, Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumSize(capacity)
        .expireAfterWrite(ttl)
        .ticker(ticker)
        // Eviction is a few steps; done where it falls due, it needs no thread of its own.
        .executor(Runnable::run)
        .build();
  }
}
