package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.statistics.Overview.Bucket;
import io.flagpost.statistics.Overview.Distinct;
import io.flagpost.statistics.Overview.First;
import io.flagpost.statistics.Overview.FlagCount;
import io.flagpost.statistics.Overview.Part;
import io.flagpost.statistics.Overview.Places;
import io.flagpost.statistics.Overview.ValueStatistics;
import io.flagpost.statistics.Overview.Wish;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes overviews out of the tables that records are counted in. Any thread. */
final class OverviewReader {
  private static final int MOST_NAMES = 50;
  private static final int MOST_FLAGS = 1_000;
  private static final int MOST_VALUES = 10;

  private static final String TOTALS = "SELECT " + Counts.SUMS + " FROM (%s) AS r";

  private static final String BY_PLACE =
      "SELECT environment, product, "
          + Counts.SUMS
          + " FROM (%s) AS r GROUP BY GROUPING SETS ((environment), (product)) ORDER BY 1, 2";

  private static final String TREND =
      "SELECT at, " + Counts.SUMS + " FROM (%s) AS r GROUP BY at ORDER BY at";

  private static final String NAMES =
      "SELECT PRODUCT AS product, kind, name, "
          + Counts.SUMS
          + ", count(*) OVER () AS all_names FROM (%s) AS r GROUP BY 1, kind, name"
          + " HAVING sum(r.records) > 0 ORDER BY sum(r.records) DESC, 1, kind, name LIMIT "
          + MOST_NAMES;

  private static final String FLAGS =
      "SELECT flag, check_id, check_version, sum(records)::bigint AS records FROM (%s) AS r"
          + " GROUP BY 1, 2, 3 HAVING sum(records) > 0 ORDER BY (check_id <> ''), 4 DESC, 1, 2, 3"
          + " LIMIT "
          + MOST_FLAGS;

  private static final String VALUES =
      """
      WITH r AS (%s), first AS (
        SELECT kind, name, count(*) OVER () AS all_names FROM r GROUP BY kind, name
         ORDER BY sum(count) DESC, kind, name LIMIT MOST)
      SELECT * FROM r JOIN first USING (kind, name)"""
          .replace("MOST", Integer.toString(MOST_VALUES));

  private final Pool pool;
  private final KeptSketches sketches = new KeptSketches();

  /**
   * @param pool its statements end soon
   */
  OverviewReader(Pool pool) {
    this.pool = pool;
  }

  /**
   * Makes one.
   *
   * @param within which rows of all tables count, by their columns {@code r.environment} and {@code
   *     r.product}
   */
  Future<Overview> read(Wish wish, SqlCondition within) {
    return Snapshot.read(pool, snapshot -> new Reading(snapshot, wish, within).all());
  }

  /** One overview. */
  private final class Reading {
    private final SqlConnection snapshot;
    private final Wish wish;
    private final StatisticsRange range;
    private final SqlCondition within;

    Reading(SqlConnection snapshot, Wish wish, SqlCondition within) {
      this.snapshot = snapshot;
      this.wish = wish;
      this.range = wish.range();
      this.within = within;
    }

    /** All statements are on their way before the first one is answered. */
    Future<Overview> all() {
      Future<Freshness> freshness = Freshness.read(snapshot);
      Future<Counts> totals = part(Set.of(Part.TOTALS), () -> totals(range));
      Future<Counts> before = part(Set.of(Part.TOTALS), () -> totals(range.before()));
      Future<List<Bucket>> trend = part(Set.of(Part.TREND), this::trend);
      Future<Places> places = part(Set.of(Part.PRODUCTS, Part.ENVIRONMENTS), this::places);
      Future<First<NamedCounts>> versions =
          part(Set.of(Part.VERSIONS), () -> names(CountedRows.VERSION, "product"));
      Future<First<NamedCounts>> groups =
          part(Set.of(Part.DATA_GROUPS), () -> names(CountedRows.GROUP, "0::bigint"));
      Future<List<FlagCount>> flags = part(Set.of(Part.FLAGS), this::flags);
      Future<Distinct> distinct =
          part(Set.of(Part.DISTINCT), () -> sketches.count(snapshot, range, within));
      Future<First<ValueStatistics>> values = part(Set.of(Part.VALUES), this::values);
      return Future.all(
              List.of(
                  freshness, totals, before, trend, places, versions, groups, flags, distinct,
                  values))
          .map(
              read ->
                  new Overview(
                      freshness.result(),
                      totals.result(),
                      before.result(),
                      trend.result(),
                      places.result(),
                      versions.result(),
                      groups.result(),
                      flags.result(),
                      distinct.result(),
                      values.result()));
    }

    /** Of null if none of the parts is asked for. */
    private <T> Future<T> part(Set<Part> parts, Supplier<Future<T>> reading) {
      return Collections.disjoint(parts, wish.parts()) ? Future.succeededFuture() : reading.get();
    }

    private Future<Counts> totals(StatisticsRange of) {
      return Sql.format(TOTALS, CountedRows.TOTAL.of(of, within))
          .execute(snapshot)
          .map(rows -> Counts.of(rows.iterator().next()));
    }

    private Future<List<Bucket>> trend() {
      Sql rows =
          wish.byHour()
              ? CountedRows.byHour(range, within)
              : CountedRows.TOTAL.withDay(range, within);
      return Sql.format(TREND, rows)
          .execute(snapshot)
          .map(
              found -> {
                Map<Instant, Counts> counts = new HashMap<>();
                found.forEach(row -> counts.put(DbTimestamps.of(row, "at"), Counts.of(row)));
                return withGaps(counts);
              });
    }

    private List<Bucket> withGaps(Map<Instant, Counts> counts) {
      ChronoUnit unit = wish.byHour() ? ChronoUnit.HOURS : ChronoUnit.DAYS;
      List<Bucket> all = new ArrayList<>();
      for (Instant at = range.from().truncatedTo(unit);
          at.isBefore(range.to());
          at = at.plus(1, unit)) {
        all.add(new Bucket(at, counts.getOrDefault(at, Counts.NONE)));
      }
      return all;
    }

    private Future<Places> places() {
      return Sql.format(BY_PLACE, CountedRows.TOTAL.of(range, within))
          .execute(snapshot)
          .map(
              rows -> {
                Map<Long, Counts> products = new HashMap<>();
                Map<String, Counts> environments = new HashMap<>();
                for (Row row : rows) {
                  String environment = row.getString("environment");
                  if (environment == null) {
                    products.put(row.getLong("product"), Counts.of(row));
                  } else {
                    environments.put(environment, Counts.of(row));
                  }
                }
                return new Places(products, environments);
              });
    }

    private Future<First<NamedCounts>> names(CountedRows of, String product) {
      return Sql.format(NAMES.replace("PRODUCT", product), of.of(range, within))
          .execute(snapshot)
          .map(rows -> first(rows, NamedCounts::of));
    }

    private Future<List<FlagCount>> flags() {
      return Sql.format(FLAGS, CountedRows.FLAG.of(range, within))
          .execute(snapshot)
          .map(
              rows -> {
                List<FlagCount> flags = new ArrayList<>();
                for (Row row : rows) {
                  flags.add(
                      new FlagCount(
                          row.getString("flag"),
                          row.getString("check_id"),
                          row.getString("check_version"),
                          row.getLong("records")));
                }
                return flags;
              });
    }

    private Future<First<ValueStatistics>> values() {
      return Sql.format(VALUES, CountedRows.VALUE.of(range, within))
          .execute(snapshot)
          .map(OverviewReader::values);
    }
  }

  private static <T> First<T> first(RowSet<Row> rows, Function<Row, T> item) {
    List<T> items = new ArrayList<>();
    long all = 0;
    for (Row row : rows) {
      items.add(item.apply(row));
      all = row.getLong("all_names");
    }
    return new First<>(items, all);
  }

  private static First<ValueStatistics> values(RowSet<Row> rows) {
    Map<Label, Values> merged = new LinkedHashMap<>();
    long all = 0;
    for (Row row : rows) {
      Label label = new Label(Label.Kind.of(row.getInteger("kind")), row.getString("name"));
      merged.computeIfAbsent(label, absent -> new Values()).add(ValueTable.values(row));
      all = row.getLong("all_names");
    }
    List<ValueStatistics> items = new ArrayList<>();
    merged.forEach((label, values) -> items.add(statistics(label, values)));
    items.sort(
        Comparator.comparingLong(ValueStatistics::count)
            .reversed()
            .thenComparing(ValueStatistics::kind)
            .thenComparing(ValueStatistics::name));
    return new First<>(items, all);
  }

  private static ValueStatistics statistics(Label label, Values values) {
    return new ValueStatistics(
        label.kind().text(),
        label.text(),
        values.count(),
        values.sum() / values.count(),
        values.least(),
        values.greatest(),
        values.percentile(0.5),
        values.percentile(0.95),
        values.percentile(0.99));
  }
}
