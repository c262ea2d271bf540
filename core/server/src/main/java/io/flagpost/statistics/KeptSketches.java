package io.flagpost.statistics;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.statistics.Overview.Distinct;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts different ones over days, by merging their sketches. A sketch is some kilobytes and hardly
 * ever changes once its day is over; so each is read again only if its row has another version. Any
 * thread.
 */
final class KeptSketches {
  /** Of 4 KiB each. */
  private static final int MOST = 4_096;

  /** A row's version is the transaction that wrote it. */
  private static final String VERSIONS =
      """
      SELECT r.day, r.environment, r.product, r.kind, r.xmin::text AS version
        FROM rollup_sketch_day r WHERE %s""";

  private static final String READ =
      """
      SELECT r.day, r.environment, r.product, r.kind, r.xmin::text AS version, r.sketch
        FROM unnest($1::date[], $2::text[], $3::bigint[], $4::smallint[])
            AS k (day, environment, product, kind)
          JOIN rollup_sketch_day r USING (day, environment, product, kind)""";

  private final Cache<SketchSums.Key, Kept> kept = Caffeine.newBuilder().maximumSize(MOST).build();

  /** Not changed any more. */
  private record Kept(String version, UltraLogLog sketch) {}

  /** How many different ones there were on the days of a range. In the snapshot of its caller. */
  Future<Distinct> count(SqlConnection snapshot, StatisticsRange range, SqlCondition within) {
    return Sql.format(VERSIONS, CountedRows.touchedDays(range).and(within).sql())
        .execute(snapshot)
        .compose(rows -> count(snapshot, rows));
  }

  private Future<Distinct> count(SqlConnection snapshot, RowSet<Row> rows) {
    Map<SketchSums.Kind, UltraLogLog> all = new EnumMap<>(SketchSums.Kind.class);
    List<SketchSums.Key> missing = new ArrayList<>();
    for (Row row : rows) {
      SketchSums.Key key = key(row);
      Kept known = kept.getIfPresent(key);
      if (known != null && known.version().equals(row.getString("version"))) {
        merge(all, key.kind(), known.sketch());
      } else {
        missing.add(key);
      }
    }
    return missing.isEmpty()
        ? Future.succeededFuture(distinct(all))
        : snapshot
            .preparedQuery(READ)
            .execute(
                new RowArrays<>(missing)
                    .days(SketchSums.Key::place)
                    .kinds(key -> key.kind().number())
                    .tuple())
            .map(
                found -> {
                  found.forEach(row -> merge(all, key(row).kind(), keep(row)));
                  return distinct(all);
                });
  }

  private UltraLogLog keep(Row row) {
    UltraLogLog sketch = SketchTable.decoded(row.getBuffer("sketch"));
    kept.put(key(row), new Kept(row.getString("version"), sketch));
    return sketch;
  }

  private static void merge(
      Map<SketchSums.Kind, UltraLogLog> all, SketchSums.Kind kind, UltraLogLog sketch) {
    all.computeIfAbsent(kind, absent -> SketchTable.of(List.of())).add(sketch);
  }

  private static Distinct distinct(Map<SketchSums.Kind, UltraLogLog> all) {
    return new Distinct(
        count(all, SketchSums.Kind.USER),
        count(all, SketchSums.Kind.ACTIVATION),
        count(all, SketchSums.Kind.ADDRESS),
        count(all, SketchSums.Kind.LICENSE));
  }

  private static long count(Map<SketchSums.Kind, UltraLogLog> all, SketchSums.Kind kind) {
    UltraLogLog sketch = all.get(kind);
    return sketch == null ? 0 : Math.round(sketch.getDistinctCountEstimate());
  }

  private static SketchSums.Key key(Row row) {
    return new SketchSums.Key(DayPlace.of(row), SketchSums.Kind.of(row.getInteger("kind")));
  }
}
