package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;

/** The tables {@code rollup_flag_hour} and {@code rollup_flag_day}. */
final class FlagTable {
  private static final String WRITE =
      """
      WITH sums AS MATERIALIZED (
        SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::bigint[], $4::text[], $5::text[],
            $6::text[], $7::bigint[])
          AS s (hour, environment, product, flag, check_id, check_version, records)),
      by_day AS (
        INSERT INTO rollup_flag_day AS f
            (day, environment, product, flag, check_id, check_version, records)
          SELECT (hour AT TIME ZONE 'UTC')::date, environment, product, flag, check_id,
              check_version, sum(records)
            FROM sums GROUP BY 1, 2, 3, 4, 5, 6
          ON CONFLICT (day, environment, product, flag, check_id, check_version)
          DO UPDATE SET records = f.records + excluded.records)
      INSERT INTO rollup_flag_hour AS f
          (hour, environment, product, flag, check_id, check_version, records)
        SELECT * FROM sums
        ON CONFLICT (hour, environment, product, flag, check_id, check_version)
        DO UPDATE SET records = f.records + excluded.records""";

  /** A row. */
  private record Row(FlagSums.Key key, long records) {}

  private FlagTable() {}

  /** Adds to the rows, or makes them; tells how many. */
  static Future<Integer> add(SqlClient client, FlagSums sums) {
    List<Row> rows = new ArrayList<>(sums.size());
    sums.forEach((key, records) -> rows.add(new Row(key, records)));
    if (rows.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return client
        .preparedQuery(WRITE)
        .execute(
            new RowArrays<>(rows)
                .places(row -> row.key().place())
                .texts(row -> row.key().raised().flag())
                .texts(row -> row.key().raised().check())
                .texts(row -> row.key().raised().version())
                .numbers(Row::records)
                .tuple())
        .map(rows.size());
  }
}
