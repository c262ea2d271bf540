package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;

/** The table {@code rollup_source_day}. */
final class SourceTable {
  private static final String ADD =
      """
      INSERT INTO rollup_source_day AS d (day, environment, product, network_kind, network,
          records, flagged, unknown_keys)
        %s
        ON CONFLICT (day, environment, product, network_kind, network) DO UPDATE
          SET records = d.records + excluded.records, flagged = d.flagged + excluded.flagged,
          unknown_keys = d.unknown_keys + excluded.unknown_keys""";

  private static final String WRITE =
      ADD.replace(
          "%s",
          """
          SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[],
              $6::bigint[], $7::bigint[], $8::bigint[])""");

  private static final String EVICT =
      """
      WITH gone AS (
        DELETE FROM rollup_source_day t
         USING unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[])
             AS s (day, environment, product, dimension, name)
         WHERE t.day = s.day AND t.environment = s.environment AND t.product = s.product
           AND t.network_kind = 2 AND t.network = s.name
        RETURNING t.*)
      """
          + ADD.replace(
              "%s",
              """
              SELECT day, environment, product, 3, '', sum(records), sum(flagged),
                  sum(unknown_keys) FROM gone GROUP BY day, environment, product""");

  /** A row. */
  private record Row(SourceSums.Key key, SourceSums.Counts counts) {}

  private SourceTable() {}

  /** Adds to the rows, or makes them; tells how many. */
  static Future<Integer> add(SqlClient client, SourceSums sums) {
    List<Row> rows = new ArrayList<>(sums.size());
    sums.forEach((key, counts) -> rows.add(new Row(key, counts)));
    return rows.isEmpty()
        ? Future.succeededFuture(0)
        : client
            .preparedQuery(WRITE)
            .execute(
                new RowArrays<>(rows)
                    .days(row -> row.key().place())
                    .labels(row -> row.key().network())
                    .numbers(row -> row.counts().records)
                    .numbers(row -> row.counts().flagged)
                    .numbers(row -> row.counts().unknownKeys)
                    .tuple())
            .map(rows.size());
  }

  /** Takes their rows from evicted networks. */
  static Future<Void> evict(SqlClient client, Names.Rows rows) {
    List<NameTable.Named> gone = rows.evicted(Dimension.SOURCE);
    return gone.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(EVICT).execute(NameTable.named(gone)).mapEmpty();
  }
}
