package io.flagpost.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each API key was last used: noted in memory, written down every half a minute in one
 * statement, and not announced, because no node decides anything by it. Thread-safe.
 */
final class ApiKeyUsage {
  private static final Logger LOG = LoggerFactory.getLogger(ApiKeyUsage.class);
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Rows are locked by their ids' order, so that two nodes cannot wait for each other. */
  private static final String SAVE =
      """
      WITH used AS (
        SELECT id, at FROM unnest($1::bigint[], $2::timestamptz[]) AS given (id, at)),
      held AS (
        SELECT id, at FROM api_key JOIN used USING (id)
         WHERE last_used_at IS NULL OR last_used_at < at
         ORDER BY id
           FOR NO KEY UPDATE OF api_key)
      UPDATE api_key SET last_used_at = held.at FROM held WHERE api_key.id = held.id""";

  private final Vertx vertx;
  private final Pool pool;
  private final Clock clock;

  /** Keys that exist, so there are not many. */
  private final Map<Long, Instant> lastUsed = new ConcurrentHashMap<>();

  // Guarded by this.
  private long timer = -1;
  private boolean failing;

  ApiKeyUsage(Vertx vertx, Pool pool, Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.clock = clock;
  }

  synchronized void start() {
    timer = vertx.setPeriodic(INTERVAL.toMillis(), each -> save());
  }

  /** Stops after what is still in memory was written down, if it can be. */
  Future<Void> stop() {
    synchronized (this) {
      vertx.cancelTimer(timer);
    }
    return save();
  }

  void used(long apiKeyId) {
    lastUsed.put(apiKeyId, clock.instant());
  }

  /** Writes down what is in memory. Never fails: what cannot be written is tried again. */
  Future<Void> save() {
    Map<Long, Instant> taken = take();
    if (taken.isEmpty()) {
      return Future.succeededFuture();
    }
    return pool.preparedQuery(SAVE)
        .execute(
            Tuple.tuple()
                .addArrayOfLong(taken.keySet().toArray(Long[]::new))
                .addArrayOfOffsetDateTime(
                    taken.values().stream()
                        .map(at -> at.atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new)))
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(saved -> setFailing(null))
        .<Void>mapEmpty()
        .recover(
            failure -> {
              taken.forEach(lastUsed::putIfAbsent);
              setFailing(failure);
              return Future.succeededFuture();
            });
  }

  private Map<Long, Instant> take() {
    Map<Long, Instant> taken = new TreeMap<>();
    Iterator<Map.Entry<Long, Instant>> all = lastUsed.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, Instant> each = all.next();
      taken.put(each.getKey(), each.getValue());
      all.remove();
    }
    return taken;
  }

  private synchronized void setFailing(@Nullable Throwable failure) {
    if (failure != null && !failing) {
      LOG.warn(
          "When API keys were last used cannot be written down; it is tried again every {} s: {}",
          INTERVAL.toSeconds(),
          failure.toString());
    }
    failing = failure != null;
  }
}
