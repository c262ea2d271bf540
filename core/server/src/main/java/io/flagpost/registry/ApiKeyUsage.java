package io.flagpost.registry;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each API key was last used: kept in memory, saved every half minute in one statement, and
 * not announced, because nodes do not depend on it. Thread-safe.
 */
final class ApiKeyUsage {
  private static final Logger LOG = LoggerFactory.getLogger(ApiKeyUsage.class);
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Rows are locked in the order of their ids, so that two nodes cannot wait for each other. */
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

  /** Only existing keys, so there are not many. */
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

  /** Stops after saving what is still in memory, if possible. */
  Future<Void> stop() {
    synchronized (this) {
      vertx.cancelTimer(timer);
    }
    return save();
  }

  void used(long apiKeyId) {
    lastUsed.put(apiKeyId, clock.instant());
  }

  /** Saves what is in memory. Never fails: what cannot be saved is tried again. */
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
                        .map(at -> DbTimestamps.utc(at))
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
          "Cannot save when API keys were last used; trying again every {} s: {}",
          INTERVAL.toSeconds(),
          failure.toString());
    }
    failing = failure != null;
  }
}
