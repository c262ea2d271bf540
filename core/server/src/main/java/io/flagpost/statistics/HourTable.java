package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;

/** The table {@code rollup_hour}. */
final class HourTable {
  private static final String ADD =
      """
      INSERT INTO rollup_hour AS h (hour, environment, product, version_kind, version, group_kind,
          data_group, records, flagged, incorrect, unknown_keys)
        %s
        ON CONFLICT (hour, environment, product, version_kind, version, group_kind, data_group)
        DO UPDATE SET records = h.records + excluded.records,
          flagged = h.flagged + excluded.flagged, incorrect = h.incorrect + excluded.incorrect,
          unknown_keys = h.unknown_keys + excluded.unknown_keys""";

  private static final String WRITE =
      ADD.replace(
          "%s",
          """
          SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::bigint[], $4::smallint[],
              $5::text[], $6::smallint[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[],
              $11::bigint[])""");

  /** Adds what has the evicted names, made up by senders, to what has the others. */
  private static final String EVICT =
      """
      WITH gone AS (
        DELETE FROM rollup_hour h
         USING unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[])
             AS s (day, environment, product, dimension, name)
         WHERE h.hour >= s.day::timestamp AT TIME ZONE 'UTC'
           AND h.hour < (s.day + 1)::timestamp AT TIME ZONE 'UTC'
           AND h.environment = s.environment AND h.product = s.product
           AND h.KIND = 2 AND h.NAME = s.name
        RETURNING h.*)
      """;

  private static final String SUMS =
      "sum(records), sum(flagged), sum(incorrect), sum(unknown_keys) FROM gone GROUP BY ";

  private static final String EVICT_VERSIONS =
      EVICT.replace("KIND", "version_kind").replace("NAME", "version")
          + ADD.replace(
              "%s",
              "SELECT hour, environment, product, 3, '', group_kind, data_group, "
                  + SUMS
                  + "hour, environment, product, group_kind, data_group");

  private static final String EVICT_GROUPS =
      EVICT.replace("KIND", "group_kind").replace("NAME", "data_group")
          + ADD.replace(
              "%s",
              "SELECT hour, environment, product, version_kind, version, 3, '', "
                  + SUMS
                  + "hour, environment, product, version_kind, version");

  /** A row. */
  private record Row(HourSums.Key key, HourSums.Counts counts) {}

  private HourTable() {}

  /** Adds to the rows, or makes them; tells how many. */
  static Future<Integer> add(SqlClient client, HourSums sums) {
    List<Row> rows = new ArrayList<>(sums.size());
    sums.forEach((key, counts) -> rows.add(new Row(key, counts)));
    if (rows.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return client
        .preparedQuery(WRITE)
        .execute(
            new RowArrays<>(rows)
                .places(row -> row.key().place())
                .labels(row -> row.key().version())
                .labels(row -> row.key().group())
                .numbers(row -> row.counts().records)
                .numbers(row -> row.counts().flagged)
                .numbers(row -> row.counts().incorrect)
                .numbers(row -> row.counts().unknownKeys)
                .tuple())
        .map(rows.size());
  }

  /** Takes their rows from evicted names. */
  static Future<Void> evict(SqlClient client, Names.Rows rows) {
    return evict(client, EVICT_VERSIONS, rows.evicted(Dimension.VERSION))
        .compose(v -> evict(client, EVICT_GROUPS, rows.evicted(Dimension.GROUP)));
  }

  private static Future<Void> evict(SqlClient client, String sql, List<NameTable.Named> names) {
    return names.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(sql).execute(NameTable.named(names)).mapEmpty();
  }
}
