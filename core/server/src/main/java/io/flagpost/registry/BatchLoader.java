package io.flagpost.registry;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads entries that are not cached, in batches: one query at a time; keys requested meanwhile go
 * into the next one.
 *
 * <p>Thread-safe. Stages complete on the thread on which the query completes; they fail with {@link
 * LookupUnavailableException}.
 */
final class BatchLoader<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);

  /** The keys of one query and the stages that wait for them. */
  private static final class Batch<K, V> {
    final Map<K, CompletableFuture<Optional<V>>> asked = new LinkedHashMap<>();

    /**
     * Set if something changed after the query was sent: its answers are then only for those who
     * wait.
     */
    boolean outdated;
  }

  private final String what;
  private final RegistrySettings settings;
  private final CircuitBreaker breaker;
  private final Function<List<K>, Future<Map<K, V>>> query;
  private final BiConsumer<Set<K>, Map<K, V>> cache;

  private final Object lock = new Object();
  private final Map<K, CompletableFuture<Optional<V>>> waiting = new LinkedHashMap<>();
  private @Nullable Batch<K, V> inFlight;

  /**
   * @param what the kind of entries, for log messages
   * @param query finds which of some keys exist
   * @param cache receives the requested keys and the existing entries, unless {@link #outdate} was
   *     called meanwhile; called under the lock
   */
  BatchLoader(
      String what,
      RegistrySettings settings,
      CircuitBreaker breaker,
      Function<List<K>, Future<Map<K, V>>> query,
      BiConsumer<Set<K>, Map<K, V>> cache) {
    this.what = what;
    this.settings = settings;
    this.breaker = breaker;
    this.query = query;
    this.cache = cache;
  }

  CompletionStage<Optional<V>> load(K key) {
    CompletableFuture<Optional<V>> answer;
    Batch<K, V> ready = null;
    synchronized (lock) {
      answer = alreadyAsked(key);
      if (answer == null) {
        if (waiting.size() >= settings.maxWaiting()) {
          return unavailable("Too many look-ups are waiting");
        }
        if (!breaker.tryPass()) {
          return unavailable("The database is unreachable");
        }
        answer = new CompletableFuture<>();
        waiting.put(key, answer);
        ready = nextBatch();
      }
    }
    send(ready);
    return answer.minimalCompletionStage();
  }

  /** Clears the cache, and makes sure that no later request is answered by a query sent before. */
  void outdate(Runnable clearCache) {
    synchronized (lock) {
      if (inFlight != null) {
        inFlight.outdated = true;
      }
      clearCache.run();
    }
  }

  boolean isAvailable() {
    synchronized (lock) {
      return !breaker.isOpen();
    }
  }

  private @Nullable CompletableFuture<Optional<V>> alreadyAsked(K key) {
    CompletableFuture<Optional<V>> asked = waiting.get(key);
    if (asked == null && inFlight != null && !inFlight.outdated) {
      asked = inFlight.asked.get(key);
    }
    return asked;
  }

  private @Nullable Batch<K, V> nextBatch() {
    if (inFlight != null || waiting.isEmpty()) {
      return null;
    }
    Batch<K, V> batch = new Batch<>();
    Iterator<Map.Entry<K, CompletableFuture<Optional<V>>>> next = waiting.entrySet().iterator();
    while (next.hasNext() && batch.asked.size() < settings.batchSize()) {
      Map.Entry<K, CompletableFuture<Optional<V>>> ask = next.next();
      batch.asked.put(ask.getKey(), ask.getValue());
      next.remove();
    }
    inFlight = batch;
    return batch;
  }

  private void send(@Nullable Batch<K, V> batch) {
    if (batch == null) {
      return;
    }
    Future.succeededFuture(List.copyOf(batch.asked.keySet()))
        .compose(
            keys ->
                query
                    .apply(keys)
                    .timeout(settings.queryTimeout().toMillis(), TimeUnit.MILLISECONDS))
        .onSuccess(found -> loaded(batch, found))
        .onFailure(failure -> failed(batch, failure));
  }

  private void loaded(Batch<K, V> batch, Map<K, V> found) {
    boolean recovered;
    Batch<K, V> next;
    synchronized (lock) {
      recovered = breaker.succeeded();
      if (!batch.outdated) {
        cache.accept(batch.asked.keySet(), found);
      }
      inFlight = null;
      next = nextBatch();
    }
    if (recovered) {
      LOG.info("Look-ups of {} work again", what);
    }
    send(next);
    batch.asked.forEach((key, answer) -> answer.complete(Optional.ofNullable(found.get(key))));
  }

  private void failed(Batch<K, V> batch, Throwable failure) {
    boolean opened;
    Collection<CompletableFuture<Optional<V>>> lost = new ArrayList<>(batch.asked.values());
    synchronized (lock) {
      opened = breaker.failed();
      lost.addAll(waiting.values());
      waiting.clear();
      inFlight = null;
    }
    if (opened) {
      LOG.warn("Look-ups of {} fail until the database is back", what, failure);
    }
    LookupUnavailableException reason =
        new LookupUnavailableException("The database did not answer", failure);
    lost.forEach(answer -> answer.completeExceptionally(reason));
  }

  private static <T> CompletionStage<T> unavailable(String message) {
    return CompletableFuture.failedStage(new LookupUnavailableException(message, null));
  }
}
