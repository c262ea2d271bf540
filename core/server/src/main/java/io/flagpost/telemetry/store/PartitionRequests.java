package io.flagpost.telemetry.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Asks for partitions that could not be made, and answers for those that may make them: another
 * node, or this one a little later. Any thread, any number of nodes at once.
 */
final class PartitionRequests {
  private final Pool rows;
  private final Pool maintenance;

  /**
   * @param rows may write a request
   * @param maintenance may delete it
   */
  PartitionRequests(Pool rows, Pool maintenance) {
    this.rows = rows;
    this.maintenance = maintenance;
  }

  /** Asks, once for each day however often it is called. */
  Future<Void> ask(Collection<LocalDate> days) {
    return rows.preparedQuery(
            "INSERT INTO partition_request (day) SELECT unnest($1::date[]) ON CONFLICT DO NOTHING")
        .execute(Tuple.tuple().addArrayOfLocalDate(days.toArray(LocalDate[]::new)))
        .mapEmpty();
  }

  /**
   * Has made what was asked for.
   *
   * @param making makes the partitions of these moments, each the beginning of a day
   */
  Future<Void> answer(Function<Collection<Instant>, Future<Void>> making) {
    return maintenance
        .preparedQuery("SELECT day FROM partition_request ORDER BY day")
        .execute()
        .compose(
            found -> {
              List<LocalDate> days = new ArrayList<>();
              for (Row row : found) {
                days.add(row.getLocalDate(0));
              }
              return days.isEmpty() ? Future.succeededFuture() : answer(days, making);
            });
  }

  private Future<Void> answer(
      List<LocalDate> days, Function<Collection<Instant>, Future<Void>> making) {
    return making
        .apply(days.stream().map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant()).toList())
        .compose(
            made ->
                maintenance
                    .preparedQuery("DELETE FROM partition_request WHERE day = ANY ($1)")
                    .execute(Tuple.tuple().addArrayOfLocalDate(days.toArray(LocalDate[]::new))))
        .mapEmpty();
  }
}
