package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table {@code rollup_value_hour}. Its rows are merged here: SQL cannot merge bins. */
final class ValueTable {
  private static final String READ =
      """
      SELECT v.* FROM unnest($1::timestamptz[], $2::text[], $3::bigint[], $4::smallint[],
          $5::text[]) AS k (hour, environment, product, group_kind, data_group)
        JOIN rollup_value_hour v USING (hour, environment, product, group_kind, data_group)""";

  private static final String WRITE =
      """
      INSERT INTO rollup_value_hour (hour, environment, product, group_kind, data_group, count, sum,
          least, greatest, bins)
        SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::bigint[], $4::smallint[],
            $5::text[], $6::bigint[], $7::float8[], $8::float8[], $9::float8[], $10::bytea[])
        ON CONFLICT (hour, environment, product, group_kind, data_group) DO UPDATE
          SET count = excluded.count, sum = excluded.sum, least = excluded.least,
          greatest = excluded.greatest, bins = excluded.bins""";

  private static final String EVICT =
      """
      DELETE FROM rollup_value_hour v
       USING unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[])
           AS s (day, environment, product, dimension, name)
       WHERE v.hour >= s.day::timestamp AT TIME ZONE 'UTC'
         AND v.hour < (s.day + 1)::timestamp AT TIME ZONE 'UTC'
         AND v.environment = s.environment AND v.product = s.product
         AND v.group_kind = 2 AND v.data_group = s.name
      RETURNING v.*""";

  /** A row. */
  private record Line(ValueSums.Key key, Values values) {}

  private ValueTable() {}

  /** Merges with the rows, or makes them; tells how many. */
  static Future<Integer> add(SqlClient client, ValueSums sums) {
    List<ValueSums.Key> keys = new ArrayList<>();
    sums.forEach((key, values) -> keys.add(key));
    if (keys.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return client
        .preparedQuery(READ)
        .execute(
            new RowArrays<>(keys).places(ValueSums.Key::place).labels(ValueSums.Key::group).tuple())
        .compose(
            rows -> {
              Map<ValueSums.Key, Values> all = new HashMap<>();
              rows.forEach(row -> all.put(key(row), values(row)));
              sums.forEach(
                  (key, values) -> all.computeIfAbsent(key, absent -> new Values()).add(values));
              return write(client, all);
            });
  }

  private static Future<Integer> write(SqlClient client, Map<ValueSums.Key, Values> all) {
    List<Line> lines =
        all.entrySet().stream().map(one -> new Line(one.getKey(), one.getValue())).toList();
    return client
        .preparedQuery(WRITE)
        .execute(
            new RowArrays<>(lines)
                .places(line -> line.key().place())
                .labels(line -> line.key().group())
                .numbers(line -> line.values().count())
                .doubles(line -> line.values().sum())
                .doubles(line -> line.values().least())
                .doubles(line -> line.values().greatest())
                .bytes(line -> line.values().bins())
                .tuple())
        .map(lines.size());
  }

  /** Takes their rows from evicted groups. */
  static Future<Void> evict(SqlClient client, Names.Rows rows) {
    List<NameTable.Named> gone = rows.evicted(Dimension.GROUP);
    return gone.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(EVICT)
            .execute(NameTable.named(gone))
            .compose(deleted -> add(client, others(deleted)))
            .mapEmpty();
  }

  private static ValueSums others(RowSet<Row> deleted) {
    ValueSums others = new ValueSums();
    deleted.forEach(
        row -> others.of(new ValueSums.Key(key(row).place(), Label.OTHER)).add(values(row)));
    return others;
  }

  private static ValueSums.Key key(Row row) {
    return new ValueSums.Key(
        new Place(
            DbTimestamps.of(row, "hour"), row.getString("environment"), row.getLong("product")),
        new Label(Label.Kind.of(row.getInteger("group_kind")), row.getString("data_group")));
  }

  /** A row's values. */
  static Values values(Row row) {
    return Values.of(
        row.getLong("count"),
        row.getDouble("sum"),
        row.getDouble("least"),
        row.getDouble("greatest"),
        row.getBuffer("bins"));
  }
}
