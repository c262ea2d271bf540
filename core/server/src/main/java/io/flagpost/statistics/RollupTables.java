package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** The tables that records are counted in, as one. */
final class RollupTables {
  /** Those with a row for each hour. */
  static final List<String> BY_HOUR =
      List.of("rollup_hour", "rollup_total_hour", "rollup_flag_hour", "rollup_value_hour");

  /** Those with a row for each day. */
  static final List<String> BY_DAY =
      List.of(
          "rollup_name",
          "rollup_day",
          "rollup_flag_day",
          "rollup_value_day",
          "rollup_license_day",
          "rollup_license_flag",
          "rollup_license_set",
          "rollup_source_day",
          "rollup_sketch_day");

  static final List<String> ALL = Stream.of(BY_HOUR, BY_DAY).flatMap(List::stream).toList();

  private static final String OLDEST =
      "SELECT created_at FROM telemetry ORDER BY record_id LIMIT 1";

  private RollupTables() {}

  /**
   * Deletes what can be made again: of the day of the oldest record that is there, and of all later
   * ones.
   */
  static Future<Void> clear(SqlClient client) {
    return client
        .query(OLDEST)
        .execute()
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture()
                    : delete(client, "", dayOf(rows), LocalDate.MAX.withYear(9999)));
  }

  private static LocalDate dayOf(RowSet<Row> rows) {
    Instant oldest = DbTimestamps.of(rows.iterator().next(), "created_at");
    return LocalDate.ofInstant(oldest, ZoneOffset.UTC);
  }

  /**
   * Deletes what counts the records of some days.
   *
   * @param schema of the tables, quoted and with a dot; empty for those that the session sees
   */
  static Future<Void> delete(SqlClient client, String schema, LocalDate first, LocalDate last) {
    Future<Void> done = Future.succeededFuture();
    for (String table : BY_HOUR) {
      done =
          done.compose(
              v ->
                  client
                      .preparedQuery(
                          "DELETE FROM "
                              + schema
                              + table
                              + " WHERE hour >= $1::date::timestamp AT TIME ZONE 'UTC'"
                              + " AND hour < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'")
                      .execute(Tuple.of(first, last))
                      .mapEmpty());
    }
    for (String table : BY_DAY) {
      done =
          done.compose(
              v ->
                  client
                      .preparedQuery(
                          "DELETE FROM "
                              + schema
                              + table
                              + " WHERE day BETWEEN $1::date AND $2::date")
                      .execute(Tuple.of(first, last))
                      .mapEmpty());
    }
    return done;
  }
}
