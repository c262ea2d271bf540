package io.flagpost.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;

/** The tables {@code rollup_license_day} and {@code rollup_license_flag}. */
final class LicenseTable {
  private static final String ADD =
      """
      INSERT INTO rollup_license_day AS l (day, environment, product, key_kind, license_key,
          records, flagged, first_at, last_at)
        %s
        ON CONFLICT (day, environment, product, key_kind, license_key) DO UPDATE
          SET records = l.records + excluded.records, flagged = l.flagged + excluded.flagged,
          first_at = least(l.first_at, excluded.first_at),
          last_at = greatest(l.last_at, excluded.last_at)""";

  private static final String WRITE =
      ADD.replace(
          "%s",
          """
          SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[],
              $6::bigint[], $7::bigint[], $8::timestamptz[], $9::timestamptz[])""");

  private static final String ADD_FLAGS =
      """
      INSERT INTO rollup_license_flag AS f
          (day, environment, product, key_kind, license_key, flag, records)
        %s
        ON CONFLICT (day, environment, product, key_kind, license_key, flag)
        DO UPDATE SET records = f.records + excluded.records""";

  private static final String WRITE_FLAGS =
      ADD_FLAGS.replace(
          "%s",
          """
          SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[],
              $6::text[], $7::bigint[])""");

  private static final String GONE =
      """
      WITH gone AS (
        DELETE FROM TABLE t
         USING unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[])
             AS s (day, environment, product, dimension, name)
         WHERE t.day = s.day AND t.environment = s.environment AND t.product = s.product
           AND t.key_kind = 2 AND t.license_key = s.name
        RETURNING t.*)
      """;

  private static final String EVICT =
      GONE.replace("TABLE", "rollup_license_day")
          + ADD.replace(
              "%s",
              """
              SELECT day, environment, product, 3, '', sum(records), sum(flagged), min(first_at),
                  max(last_at) FROM gone GROUP BY day, environment, product""");

  private static final String EVICT_FLAGS =
      GONE.replace("TABLE", "rollup_license_flag")
          + ADD_FLAGS.replace(
              "%s",
              """
              SELECT day, environment, product, 3, '', flag, sum(records) FROM gone
               GROUP BY day, environment, product, flag""");

  private static final String EVICT_SETS =
      GONE.replace("TABLE", "rollup_license_set") + "SELECT count(*) FROM gone";

  /** A row of the first. */
  private record Row(LicenseSums.Key key, LicenseSums.Use use) {}

  /** A row of the second. */
  private record FlagRow(LicenseSums.Key key, String flag, long records) {}

  private LicenseTable() {}

  /** Adds to the rows, or makes them; tells how many. */
  static Future<Integer> add(SqlClient client, LicenseSums sums) {
    List<Row> rows = new ArrayList<>(sums.size());
    List<FlagRow> flags = new ArrayList<>();
    sums.forEach(
        (key, use) -> {
          rows.add(new Row(key, use));
          use.flags.forEach(
              (flag, count) -> {
                if (count != 0) {
                  flags.add(new FlagRow(key, flag, count));
                }
              });
        });
    return add(client, rows)
        .compose(v -> addFlags(client, flags))
        .map(v -> rows.size() + flags.size());
  }

  private static Future<Void> add(SqlClient client, List<Row> rows) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(WRITE)
            .execute(
                new RowArrays<>(rows)
                    .days(row -> row.key().place())
                    .labels(row -> row.key().license())
                    .numbers(row -> row.use().records)
                    .numbers(row -> row.use().flagged)
                    .moments(row -> row.use().first)
                    .moments(row -> row.use().last)
                    .tuple())
            .mapEmpty();
  }

  private static Future<Void> addFlags(SqlClient client, List<FlagRow> rows) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(WRITE_FLAGS)
            .execute(
                new RowArrays<>(rows)
                    .days(row -> row.key().place())
                    .labels(row -> row.key().license())
                    .texts(FlagRow::flag)
                    .numbers(FlagRow::records)
                    .tuple())
            .mapEmpty();
  }

  /** Takes their rows from evicted keys. */
  static Future<Void> evict(SqlClient client, Names.Rows rows) {
    List<NameTable.Named> gone = rows.evicted(Dimension.LICENSE);
    return gone.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(EVICT)
            .execute(NameTable.named(gone))
            .compose(v -> client.preparedQuery(EVICT_FLAGS).execute(NameTable.named(gone)))
            .compose(v -> client.preparedQuery(EVICT_SETS).execute(NameTable.named(gone)))
            .mapEmpty();
  }
}
