package io.flagpost.telemetry.store;

import io.flagpost.platform.database.RecordPools;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores records that were received in the past, in their order, by the statement that stores those
 * of today. It has connections of its own, so that it holds up nobody. On one context.
 */
public final class PastRecords {
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(30);

  private final Context context;
  private final Pool tables;
  private final Partitions partitions;
  private final ClosedDays closedDays;
  private final GroupWriter writer;

  /**
   * @param context where it works, and where it is to be called
   * @param options as whom records are stored
   * @param maintenanceOptions as whom partitions are made and closed; may be the same
   * @param idempotencyWindow how long an idempotency key is remembered, from now on
   */
  public PastRecords(
      Context context,
      PgConnectOptions options,
      PgConnectOptions maintenanceOptions,
      Duration idempotencyWindow,
      Clock clock) {
    Vertx vertx = context.owner();
    this.context = context;
    this.tables =
        RecordPools.create(vertx, maintenanceOptions, "past-records-tables", 1, COMMIT_TIMEOUT);
    this.partitions = new Partitions(tables, new PartitionRequests(tables, tables));
    this.closedDays = new ClosedDays(tables);
    this.writer =
        new GroupWriter(
            vertx,
            new WriterConnection(vertx, "past-records", options, COMMIT_TIMEOUT),
            new TelemetryInsert(idempotencyWindow),
            partitions,
            clock,
            COMMIT_TIMEOUT);
  }

  /** Where it works, and where it is to be called. */
  public Context context() {
    return context;
  }

  /** Makes the partitions of all days from one moment to another. */
  public Future<Void> prepare(Instant from, Instant to) {
    List<Instant> days = new ArrayList<>();
    Instant last = to.truncatedTo(ChronoUnit.DAYS);
    for (Instant day = from.truncatedTo(ChronoUnit.DAYS);
        !day.isAfter(last);
        day = day.plus(1, ChronoUnit.DAYS)) {
      days.add(day);
    }
    return partitions.make(days);
  }

  /**
   * Stores records as one group; those that are there already stay as they are. One group at a
   * time. Fails if not all are durable.
   */
  public Future<Void> write(List<StoreRequest> requests) {
    List<Append> group =
        requests.stream()
            .map(request -> new Append(TelemetryRow.of(request), System.nanoTime(), context))
            .toList();
    return writer
        .write(group)
        .compose(v -> Future.all(group.stream().map(Append::future).toList()))
        .mapEmpty();
  }

  /**
   * Notes which ids are in the days that ended a day before a moment, so that readers need not look
   * there for others.
   */
  public Future<Void> closeDaysBefore(Instant moment) {
    return closedDays.closePast(moment);
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return Future.join(writer.close(), tables.close()).mapEmpty();
  }
}
