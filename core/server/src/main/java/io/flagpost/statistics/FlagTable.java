package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;

/** The table {@code rollup_flag_hour}. */
final class FlagTable {
  private static final String WRITE =
      """
      INSERT INTO rollup_flag_hour AS f
          (hour, environment, product, flag, check_id, check_version, records)
        SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::bigint[], $4::text[], $5::text[],
            $6::text[], $7::bigint[])
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
