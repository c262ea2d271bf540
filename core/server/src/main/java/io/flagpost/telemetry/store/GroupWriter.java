package io.flagpost.telemetry.store;

import io.flagpost.platform.database.Describe;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one group after the other durable on one connection: tries again what may succeed later,
 * takes apart what holds a row that PostgreSQL does not take. Used on one context only.
 */
final class GroupWriter {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  private final Vertx vertx;
  private final WriterConnection connection;
  private final TelemetryInsert insert;
  private final Partitions partitions;
  private final Clock clock;
  private final Duration commitTimeout;

  GroupWriter(
      Vertx vertx,
      WriterConnection connection,
      TelemetryInsert insert,
      Partitions partitions,
      Clock clock,
      Duration commitTimeout) {
    this.vertx = vertx;
    this.connection = connection;
    this.insert = insert;
    this.partitions = partitions;
    this.clock = clock;
    this.commitTimeout = commitTimeout;
  }

  /**
   * Settles every append of the group. Always succeeds, when all are settled.
   *
   * @return whether PostgreSQL was there to say yes or no to all of them
   */
  Future<Boolean> write(List<Append> group) {
    return write(group, group.stream().map(Append::row).toList());
  }

  /** Writes no row, as if there were some. */
  Future<Void> probe() {
    return commit(List.of(), System.nanoTime() + commitTimeout.toNanos(), FIRST_PAUSE_MILLIS, null)
        .mapEmpty();
  }

  Future<Void> close() {
    return connection.discard();
  }

  private Future<Boolean> write(List<Append> group, List<TelemetryRow> rows) {
    long deadline = System.nanoTime() + commitTimeout.toNanos();
    return commit(rows, deadline, FIRST_PAUSE_MILLIS, null)
        .transform(
            (repeats, failure) ->
                failure == null ? settle(group, repeats) : resolve(group, rows, failure));
  }

  private Future<Boolean> settle(List<Append> group, Map<UUID, Acknowledgement> repeats) {
    group.forEach(append -> append.stored(repeats.get(append.row().recordId())));
    return Future.succeededFuture(true);
  }

  private Future<Boolean> resolve(List<Append> group, List<TelemetryRow> rows, Throwable failure) {
    if (FailureKind.of(failure) != FailureKind.DATA) {
      return refuse(group, failure);
    }
    if (group.size() > 1) {
      int half = group.size() / 2;
      List<Append> rest = group.subList(half, group.size());
      return write(group.subList(0, half), rows.subList(0, half))
          .compose(
              there ->
                  there
                      ? write(rest, rows.subList(half, rows.size()))
                      : refuse(rest, new StoreUnavailableException("PostgreSQL is gone")));
    }
    TelemetryRow given = group.get(0).row();
    if (rows.get(0).salvaged()) {
      return refuse(group, new UnstorableRecordException(failure));
    }
    LOG.warn(
        "Record {} is stored with its fields in the raw part only: {}",
        given.recordId(),
        Describe.failure(failure));
    return write(group, List.of(given.salvage()));
  }

  private Future<Boolean> refuse(List<Append> group, Throwable failure) {
    LOG.warn(
        "{} records from {} on were not stored: {}",
        group.size(),
        group.get(0).row().recordId(),
        Describe.failure(failure));
    StoreUnavailableException refusal = refusal(failure);
    group.forEach(append -> append.refused(refusal));
    return Future.succeededFuture(refusal instanceof UnstorableRecordException);
  }

  private static StoreUnavailableException refusal(Throwable failure) {
    if (failure instanceof UnstorableRecordException unstorable) {
      return unstorable;
    }
    return FailureKind.of(failure) == FailureKind.NO_PARTITION
        ? new NoPartitionException(failure)
        : new StoreUnavailableException("The record could not be made durable", failure);
  }

  /**
   * One statement, repeated until it succeeds, is refused for its data, or the time is over.
   *
   * @param earlier why the attempt before failed, which says more than that time ran out since
   */
  private Future<Map<UUID, Acknowledgement>> commit(
      List<TelemetryRow> rows, long deadline, long pauseMillis, @Nullable Throwable earlier) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0 && earlier != null) {
      return Future.failedFuture(earlier);
    }
    return connection
        .execute(insert.sql(rows), insert.bind(rows, clock.instant()), Math.max(1, left))
        .map(TelemetryInsert::repeats)
        .recover(
            failure -> {
              Throwable reason =
                  failure instanceof TimeoutException && earlier != null ? earlier : failure;
              return again(rows, failure, deadline)
                  .recover(last -> Future.failedFuture(last == failure ? reason : last))
                  .compose(v -> pause(pauseMillis))
                  .compose(
                      v ->
                          commit(
                              rows,
                              deadline,
                              Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS),
                              reason));
            });
  }

  /** Succeeds when another attempt makes sense, else fails with the given failure. */
  private Future<Void> again(List<TelemetryRow> rows, Throwable failure, long deadline) {
    FailureKind kind = FailureKind.of(failure);
    if (kind == FailureKind.DATA) {
      return Future.failedFuture(failure);
    }
    boolean timeLeft = deadline - System.nanoTime() > 0;
    if (kind == FailureKind.NO_PARTITION && timeLeft) {
      return partitions
          .ensure(rows.stream().map(row -> RecordIds.timeOf(row.recordId())).toList())
          .timeout(commitTimeout.toMillis(), TimeUnit.MILLISECONDS)
          .otherwiseEmpty();
    }
    connection.discard();
    return kind == FailureKind.TRANSIENT && timeLeft
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private Future<Void> pause(long millis) {
    return vertx.timer(millis, TimeUnit.MILLISECONDS);
  }
}
