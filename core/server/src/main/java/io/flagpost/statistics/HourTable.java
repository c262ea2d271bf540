package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;

/** The tables {@code rollup_hour}, {@code rollup_total_hour} and {@code rollup_day}. */
final class HourTable {
  private static final String SUMS =
      "sum(records), sum(flagged), sum(incorrect), sum(unknown_keys)";

  private static final String ADD =
      """
      INSERT INTO rollup_hour AS h (hour, environment, product, version_kind, version, group_kind,
          data_group, records, flagged, incorrect, unknown_keys)
        %s
        ON CONFLICT (hour, environment, product, version_kind, version, group_kind, data_group)""";

  private static final String ADD_TO_DAY =
      """
      INSERT INTO rollup_day AS h
          (dimension, day, environment, product, kind, name, records, flagged, incorrect, unknown_keys)
        %s
        ON CONFLICT (dimension, day, environment, product, kind, name)""";

  private static final String ADD_TO_TOTAL =
      """
      INSERT INTO rollup_total_hour AS h
          (hour, environment, product, records, flagged, incorrect, unknown_keys)
        %s
        ON CONFLICT (hour, environment, product)""";

  private static final String UPDATE =
      """
      DO UPDATE SET records = h.records + excluded.records,
          flagged = h.flagged + excluded.flagged, incorrect = h.incorrect + excluded.incorrect,
          unknown_keys = h.unknown_keys + excluded.unknown_keys""";

  private static final String WRITE =
      """
      WITH sums AS MATERIALIZED (
        SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::bigint[], $4::smallint[],
              $5::text[], $6::smallint[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[],
              $11::bigint[])
          AS s (hour, environment, product, version_kind, version, group_kind, data_group, records,
              flagged, incorrect, unknown_keys)),
      in_total AS (
      """
          + add(
              ADD_TO_TOTAL,
              "SELECT hour, environment, product, " + SUMS + " FROM sums GROUP BY 1, 2, 3")
          + "), by_day AS ("
          + add(
              ADD_TO_DAY,
              """
              SELECT d.dimension, (hour AT TIME ZONE 'UTC')::date, environment, product, d.kind,
                  d.name, SUMS
                FROM sums CROSS JOIN LATERAL (VALUES (0::smallint, 0::smallint, ''),
                    (1::smallint, version_kind, version), (2::smallint, group_kind, data_group))
                  AS d (dimension, kind, name)
               GROUP BY 1, 2, 3, 4, 5, 6"""
                  .replace("SUMS", SUMS))
          + ") "
          + add(ADD, "SELECT * FROM sums");

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

  private static final String EVICT_VERSIONS =
      EVICT.replace("KIND", "version_kind").replace("NAME", "version")
          + add(
              ADD,
              "SELECT hour, environment, product, 3, '', group_kind, data_group, "
                  + SUMS
                  + " FROM gone GROUP BY hour, environment, product, group_kind, data_group");

  private static final String EVICT_GROUPS =
      EVICT.replace("KIND", "group_kind").replace("NAME", "data_group")
          + add(
              ADD,
              "SELECT hour, environment, product, version_kind, version, 3, '', "
                  + SUMS
                  + " FROM gone GROUP BY hour, environment, product, version_kind, version");

  /** The same by day; its dimensions have the numbers that those of names have. */
  private static final String EVICT_FROM_DAY =
      """
      WITH gone AS (
        DELETE FROM rollup_day h
         USING unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[])
             AS s (day, environment, product, dimension, name)
         WHERE h.dimension = s.dimension AND h.day = s.day AND h.environment = s.environment
           AND h.product = s.product AND h.kind = 2 AND h.name = s.name
        RETURNING h.*)
      """
          + add(
              ADD_TO_DAY,
              "SELECT dimension, day, environment, product, 3, '', "
                  + SUMS
                  + " FROM gone GROUP BY dimension, day, environment, product");

  /** A row. */
  private record Row(HourSums.Key key, HourSums.Counts counts) {}

  private HourTable() {}

  private static String add(String to, String what) {
    return to.replace("%s", what) + " " + UPDATE;
  }

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
    List<NameTable.Named> versions = rows.evicted(Dimension.VERSION);
    List<NameTable.Named> groups = rows.evicted(Dimension.GROUP);
    return evict(client, EVICT_VERSIONS, versions)
        .compose(v -> evict(client, EVICT_GROUPS, groups))
        .compose(v -> evict(client, EVICT_FROM_DAY, versions))
        .compose(v -> evict(client, EVICT_FROM_DAY, groups));
  }

  private static Future<Void> evict(SqlClient client, String sql, List<NameTable.Named> names) {
    return names.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(sql).execute(NameTable.named(names)).mapEmpty();
  }
}
