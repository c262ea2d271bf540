package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The tables {@code rollup_value_hour} and {@code rollup_value_day}. What is to be added and the
 * rows are merged here: SQL cannot merge bins.
 */
final class ValueTable {
  /** By hour. */
  static final ValueTable HOUR = new ValueTable("rollup_value_hour", "hour", "timestamptz");

  /** By day; the hour of a place is the first of its day. */
  static final ValueTable DAY = new ValueTable("rollup_value_day", "day", "date");

  private static final String READ =
      """
      SELECT v.* FROM unnest($1::TYPE[], $2::text[], $3::bigint[], $4::smallint[],
          $5::text[]) AS k (TIME, environment, product, group_kind, data_group)
        JOIN TABLE v USING (TIME, environment, product, group_kind, data_group)""";

  private static final String WRITE =
      """
      INSERT INTO TABLE (TIME, environment, product, group_kind, data_group, count, sum,
          least, greatest, bins)
        SELECT * FROM unnest($1::TYPE[], $2::text[], $3::bigint[], $4::smallint[],
            $5::text[], $6::bigint[], $7::float8[], $8::float8[], $9::float8[], $10::bytea[])
        ON CONFLICT (TIME, environment, product, group_kind, data_group) DO UPDATE
          SET count = excluded.count, sum = excluded.sum, least = excluded.least,
          greatest = excluded.greatest, bins = excluded.bins""";

  private static final String EVICT =
      """
      DELETE FROM TABLE v
       USING unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[], $5::text[])
           AS s (day, environment, product, dimension, name)
       WHERE SAME_DAY
         AND v.environment = s.environment AND v.product = s.product
         AND v.group_kind = 2 AND v.data_group = s.name
      RETURNING v.*""";

  private static final String HOUR_OF_DAY =
      """
      v.hour >= s.day::timestamp AT TIME ZONE 'UTC'
         AND v.hour < (s.day + 1)::timestamp AT TIME ZONE 'UTC'""";

  private final boolean byDay;
  private final String read;
  private final String write;
  private final String evict;

  /** A row. */
  private record Line(ValueSums.Key key, Values values) {}

  private ValueTable(String table, String time, String type) {
    this.byDay = time.equals("day");
    this.read = of(READ, table, time, type);
    this.write = of(WRITE, table, time, type);
    this.evict =
        of(EVICT, table, time, type).replace("SAME_DAY", byDay ? "v.day = s.day" : HOUR_OF_DAY);
  }

  private static String of(String sql, String table, String time, String type) {
    return sql.replace("TABLE", table).replace("TIME", time).replace("TYPE", type);
  }

  /** Merges with the rows of both tables, or makes them; tells how many. */
  static Future<Integer> addAll(SqlClient client, ValueSums sums) {
    return HOUR.add(client, sums)
        .compose(hours -> DAY.add(client, sums.byDay()).map(days -> hours + days));
  }

  private Future<Integer> add(SqlClient client, ValueSums sums) {
    List<ValueSums.Key> keys = new ArrayList<>();
    sums.forEach((key, values) -> keys.add(key));
    if (keys.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return client
        .preparedQuery(read)
        .execute(places(new RowArrays<>(keys), key -> key).labels(ValueSums.Key::group).tuple())
        .compose(
            rows -> {
              Map<ValueSums.Key, Values> all = new HashMap<>();
              rows.forEach(row -> all.put(key(row), values(row)));
              sums.forEach(
                  (key, values) -> all.computeIfAbsent(key, absent -> new Values()).add(values));
              return write(client, all);
            });
  }

  private <T> RowArrays<T> places(RowArrays<T> arrays, Function<T, ValueSums.Key> key) {
    return byDay
        ? arrays.days(row -> DayPlace.of(key.apply(row).place()))
        : arrays.places(row -> key.apply(row).place());
  }

  private Future<Integer> write(SqlClient client, Map<ValueSums.Key, Values> all) {
    List<Line> lines =
        all.entrySet().stream().map(one -> new Line(one.getKey(), one.getValue())).toList();
    return client
        .preparedQuery(write)
        .execute(
            places(new RowArrays<>(lines), Line::key)
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
        : HOUR.evict(client, gone).compose(v -> DAY.evict(client, gone));
  }

  private Future<Void> evict(SqlClient client, List<NameTable.Named> gone) {
    return client
        .preparedQuery(evict)
        .execute(NameTable.named(gone))
        .compose(deleted -> add(client, others(deleted)))
        .mapEmpty();
  }

  private ValueSums others(RowSet<Row> deleted) {
    ValueSums others = new ValueSums();
    deleted.forEach(
        row -> others.of(new ValueSums.Key(key(row).place(), Label.OTHER)).add(values(row)));
    return others;
  }

  private ValueSums.Key key(Row row) {
    return new ValueSums.Key(
        new Place(hour(row), row.getString("environment"), row.getLong("product")),
        new Label(Label.Kind.of(row.getInteger("group_kind")), row.getString("data_group")));
  }

  private Instant hour(Row row) {
    return byDay
        ? row.getLocalDate("day").atStartOfDay(ZoneOffset.UTC).toInstant()
        : DbTimestamps.of(row, "hour");
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
