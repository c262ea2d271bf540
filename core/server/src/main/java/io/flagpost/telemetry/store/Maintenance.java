package io.flagpost.telemetry.store;

import io.flagpost.platform.database.Describe;
import io.flagpost.platform.database.SqlFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tables fit: partitions ahead of time and those that were asked for, past days closed,
 * expired idempotency keys out of the way. A node whose maintenance may not change tables leaves
 * that to others, and says until which day it can store. On the store's context.
 */
final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final int KEYS_PER_STEP = 1_000;
  private static final int STEPS_PER_RUN = 100;

  /** Meanwhile the records wait in the spool. */
  private static final long REQUEST_MILLIS = 5_000;

  /** Enough for people to do something about it, over a weekend too. */
  private static final int FEW_DAYS = 3;

  private static final String MAY_CHANGE_TABLES =
      """
      SELECT has_schema_privilege(relnamespace, 'CREATE') AND pg_has_role(relowner, 'USAGE')
        FROM pg_class WHERE oid = 'telemetry'::regclass""";

  private final Vertx vertx;
  private final Pool rows;
  private final Pool tables;
  private final Partitions partitions;
  private final PartitionRequests requests;
  private final ClosedDays closedDays;
  private final StorableDays storable;
  private final StoreSettings settings;
  private final Clock clock;
  private long timer;
  private long requestTimer;
  private boolean mayChangeTables = true;
  private boolean stopped;
  private @Nullable LocalDate told;

  /**
   * @param rows connections of the node
   * @param tables connections of whoever owns the tables; may be the same
   */
  Maintenance(
      Vertx vertx,
      Pool rows,
      Pool tables,
      Partitions partitions,
      PartitionRequests requests,
      StoreSettings settings,
      Clock clock) {
    this.vertx = vertx;
    this.rows = rows;
    this.tables = tables;
    this.partitions = partitions;
    this.requests = requests;
    this.closedDays = new ClosedDays(tables);
    this.storable = new StorableDays(rows);
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Makes the partitions that are needed now, then goes on by itself. Fails if there is none for
   * today and none can be made, unless that is for others to do.
   */
  Future<Void> start() {
    Instant now = clock.instant();
    return partitions
        .ensureAhead(now, settings.partitionDaysAhead())
        .recover(failure -> doWithout(failure, now))
        .compose(v -> lookAround(now))
        .onSuccess(
            v -> {
              if (!mayChangeTables) {
                LOG.warn(
                    "This node may not make partitions: it can store records until {}, and longer"
                        + " if a node that may makes more; database.maintenance-url says who may",
                    lastDay(now));
              }
              runAndReschedule();
              answerRequests();
            });
  }

  /** Starts nothing any more; what runs ends with its connection. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    vertx.cancelTimer(requestTimer);
  }

  /** See {@link StorableDays#ahead}. Any thread. */
  int daysAhead() {
    return storable.ahead();
  }

  private Future<Void> doWithout(Throwable failure, Instant now) {
    return storable
        .look(now)
        .transform(
            (ahead, unseen) -> {
              if (unseen != null || (ahead < 0 && !isForbidden(failure))) {
                return Future.failedFuture(failure);
              }
              if (!isForbidden(failure)) {
                LOG.warn("No partitions can be made: {}", Describe.failure(failure));
              }
              return Future.succeededFuture();
            });
  }

  private static boolean isForbidden(Throwable failure) {
    return SqlFailure.of(failure).isInsufficientPrivilege();
  }

  /** What this node may, if that can be asked, and how long what is there lasts. */
  private Future<Void> lookAround(Instant now) {
    return tables
        .query(MAY_CHANGE_TABLES)
        .execute()
        .map(found -> found.iterator().next().getBoolean(0))
        .otherwise(mayChangeTables)
        .onSuccess(may -> mayChangeTables = may)
        .compose(v -> storable.look(now))
        .mapEmpty();
  }

  /** One run: partitions, past days, then a bounded number of expired keys; each by itself. */
  private Future<Void> run() {
    Instant now = clock.instant();
    return lookAround(now)
        .compose(v -> ifItMay(() -> partitions.ensureAhead(now, settings.partitionDaysAhead())))
        .compose(v -> ifItMay(() -> closedDays.closePast(now)))
        .compose(v -> purge(now, STEPS_PER_RUN).recover(this::complain))
        .compose(v -> storable.look(now).recover(this::complain))
        .onSuccess(v -> warnOfTheEnd(now))
        .<Void>mapEmpty()
        .recover(this::complain);
  }

  private Future<Void> ifItMay(Supplier<Future<Void>> step) {
    return mayChangeTables ? step.get().recover(this::complain) : Future.succeededFuture();
  }

  private <T> Future<T> complain(Throwable failure) {
    if (!stopped) {
      LOG.warn("Store maintenance failed: {}", Describe.failure(failure));
    }
    return Future.succeededFuture();
  }

  /** Once for each day that it comes nearer. */
  private void warnOfTheEnd(Instant now) {
    int ahead = storable.ahead();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (ahead == StorableDays.UNKNOWN || ahead >= FEW_DAYS || today.equals(told)) {
      return;
    }
    told = today;
    if (ahead < 0) {
      LOG.warn(
          "There is no partition for today: records are kept in the spool until there is one;"
              + " database.maintenance-url says who may make them");
    } else {
      LOG.warn(
          "Records can be stored until {} only: no node makes partitions for the days after it;"
              + " database.maintenance-url says who may",
          lastDay(now));
    }
  }

  private LocalDate lastDay(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(storable.ahead());
  }

  private void runAndReschedule() {
    run()
        .onComplete(
            done -> {
              if (!stopped) {
                timer =
                    vertx.setTimer(
                        settings.maintenanceInterval().toMillis(), id -> runAndReschedule());
              }
            });
  }

  private void answerRequests() {
    Future<Void> answered =
        mayChangeTables ? requests.answer(partitions::make) : Future.succeededFuture();
    answered.onComplete(
        done -> {
          if (done.failed()) { // so do the runs, which say so less often
            LOG.debug("Requests for partitions could not be answered", done.cause());
          }
          if (!stopped) {
            requestTimer = vertx.setTimer(requestMillis(), id -> answerRequests());
          }
        });
  }

  private long requestMillis() {
    return Math.min(REQUEST_MILLIS, settings.maintenanceInterval().toMillis());
  }

  private Future<Void> purge(Instant now, int stepsLeft) {
    if (stopped || stepsLeft == 0) {
      return Future.succeededFuture();
    }
    return rows.preparedQuery(
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
