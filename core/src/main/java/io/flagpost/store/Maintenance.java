package io.flagpost.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tables fit: partitions ahead of time, past days closed, expired idempotency keys out of
 * the way.
 */
final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final int KEYS_PER_STEP = 1_000;
  private static final int STEPS_PER_RUN = 100;

  private final Vertx vertx;
  private final Pool pool;
  private final Partitions partitions;
  private final ClosedDays days;
  private final StoreSettings settings;
  private final Clock clock;
  private long timer;
  private boolean stopped;

  Maintenance(Vertx vertx, Pool pool, Partitions partitions, StoreSettings settings, Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.partitions = partitions;
    this.days = new ClosedDays(pool);
    this.settings = settings;
    this.clock = clock;
  }

  /** Makes the partitions that are needed now, then goes on by itself. On the store's context. */
  Future<Void> start() {
    return partitions
        .ensureAhead(clock.instant(), settings.partitionDaysAhead())
        .onSuccess(v -> runAndReschedule());
  }

  /** Starts nothing any more; what runs ends with its connection. On the store's context. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  /** One run: partitions, past days, then a bounded number of expired keys. */
  private Future<Void> run() {
    Instant now = clock.instant();
    return partitions
        .ensureAhead(now, settings.partitionDaysAhead())
        .compose(v -> days.closePast(now))
        .compose(v -> purge(now, STEPS_PER_RUN));
  }

  private void scheduleNext() {
    if (!stopped) {
      timer = vertx.setTimer(settings.maintenanceInterval().toMillis(), id -> runAndReschedule());
    }
  }

  private void runAndReschedule() {
    run()
        .onComplete(
            done -> {
              if (done.failed() && !stopped) {
                LOG.warn("Store maintenance failed: {}", Describe.failure(done.cause()));
              }
              scheduleNext();
            });
  }

  private Future<Void> purge(Instant now, int stepsLeft) {
    if (stopped || stepsLeft == 0) {
      return Future.succeededFuture();
    }
    return pool.preparedQuery(
            """
            DELETE FROM idempotency WHERE (api_key_id, key_hash) IN (
              SELECT api_key_id, key_hash FROM idempotency WHERE expires_at <= $1
               ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)""")
        .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), KEYS_PER_STEP))
        .compose(
            deleted ->
                deleted.rowCount() < KEYS_PER_STEP
                    ? Future.succeededFuture()
                    : purge(now, stepsLeft - 1));
  }
}
