package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares the counts of a day with its records, hour by hour, and the sums of these with every
 * other table that has each record of the day: all in one snapshot, which has the counts, how far
 * they go, and the records at one moment. Any thread.
 */
final class Comparison {
  private static final int HOURS = 24;

  /** Of a record with verdicts that have not moved the counts yet, what stood before the first. */
  private static final String HOUR =
      """
      WITH position AS (
        SELECT f.checkpoint, p.verdict_id FROM follower f, rollup_progress p
         WHERE f.name = 'statistics' AND f.shard = 0),
      unmoved AS (
        SELECT DISTINCT ON (record_id) record_id, cardinality(flags_before) > 0 AS flagged
          FROM verdict
         WHERE verdict_id > (SELECT verdict_id FROM position) AND mode <> 'shadow'
         ORDER BY record_id, verdict_id),
      truth AS (
        SELECT t.environment, coalesce(t.known_product_id, 0) AS product, count(*) AS records,
            count(*) FILTER (WHERE coalesce(u.flagged, cardinality(s.flags) > 0, t.flagged))
              AS flagged
          FROM telemetry t LEFT JOIN standing s USING (record_id)
            LEFT JOIN unmoved u USING (record_id)
         WHERE t.record_id >= $1::uuid AND t.record_id < $2::uuid
           AND t.created_at >= $3::timestamptz AND t.created_at < $4::timestamptz
           AND t.id <= (SELECT checkpoint FROM position)
         GROUP BY 1, 2),
      counted AS (
        SELECT environment, product, sum(records)::bigint AS records,
            sum(flagged)::bigint AS flagged
          FROM rollup_hour WHERE hour = $3::timestamptz GROUP BY 1, 2)
      SELECT environment, product, coalesce(t.records, 0) AS records,
          coalesce(c.records, 0) AS counted, coalesce(t.flagged, 0) AS flagged,
          coalesce(c.flagged, 0) AS counted_flagged
        FROM truth t FULL JOIN counted c USING (environment, product)
       ORDER BY 1, 2""";

  /** The tables but the one by hour that have every record of a day, and what selects from them. */
  private static final Map<String, String> OTHERS =
      new TreeMap<>(
          Map.of(
              "rollup_total_hour", "rollup_total_hour WHERE HOURS",
              "rollup_day", "rollup_day WHERE dimension = 0 AND DAY",
              "rollup_day by version", "rollup_day WHERE dimension = 1 AND DAY",
              "rollup_day by data group", "rollup_day WHERE dimension = 2 AND DAY",
              "rollup_license_day", "rollup_license_day WHERE DAY",
              "rollup_source_day", "rollup_source_day WHERE DAY"));

  private static final String DAY =
      OTHERS.entrySet().stream()
          .map(
              one ->
                  "SELECT '"
                      + one.getKey()
                      + "' AS counts, environment, product, sum(records)::bigint AS counted,"
                      + " sum(flagged)::bigint AS counted_flagged FROM "
                      + one.getValue()
                          .replace("DAY", "day = $1::date")
                          .replace("HOURS", "hour >= $2::timestamptz AND hour < $3::timestamptz")
                      + " GROUP BY 2, 3")
          .collect(Collectors.joining(" UNION ALL "));

  private final Pool pool;

  Comparison(Pool pool) {
    this.pool = pool;
  }

  /** What differs on a day, UTC. */
  Future<List<Difference>> of(LocalDate day) {
    return Snapshot.read(pool, snapshot -> new Day(snapshot, day).compare());
  }

  /** Records of an environment and a product. */
  private record Group(String environment, long product) {
    static Group of(Row row) {
      return new Group(row.getString("environment"), row.getLong("product"));
    }
  }

  /** How many records there are. */
  private record Truth(long records, long flagged) {
    static final Truth NONE = new Truth(0, 0);

    Truth plus(Truth more) {
      return new Truth(records + more.records, flagged + more.flagged);
    }
  }

  /** One comparison. */
  private static final class Day {
    private final SqlConnection snapshot;
    private final LocalDate day;
    private final Instant start;
    private final Map<Group, Truth> ofDay = new HashMap<>();
    private final List<Difference> found = new ArrayList<>();

    Day(SqlConnection snapshot, LocalDate day) {
      this.snapshot = snapshot;
      this.day = day;
      this.start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    Future<List<Difference>> compare() {
      Future<Void> done = Future.succeededFuture();
      for (int i = 0; i < HOURS; i++) {
        Instant hour = start.plus(Duration.ofHours(i));
        done = done.compose(v -> hour(hour));
      }
      return done.compose(v -> others()).map(v -> found);
    }

    private Future<Void> hour(Instant hour) {
      Instant end = hour.plus(Duration.ofHours(1));
      return snapshot
          .preparedQuery(HOUR)
          .execute(
              Tuple.of(
                  RecordIds.floor(hour),
                  RecordIds.floor(end),
                  DbTimestamps.utc(hour),
                  DbTimestamps.utc(end)))
          .map(
              rows -> {
                for (Row row : rows) {
                  Truth truth = new Truth(row.getLong("records"), row.getLong("flagged"));
                  ofDay.merge(Group.of(row), truth, Truth::plus);
                  compare("rollup_hour", hour, Group.of(row), truth, row);
                }
                return null;
              });
    }

    private Future<Void> others() {
      return snapshot
          .preparedQuery(DAY)
          .execute(
              Tuple.of(
                  day, DbTimestamps.utc(start), DbTimestamps.utc(start.plus(Duration.ofDays(1)))))
          .map(
              rows -> {
                Map<String, Set<Group>> seen = new HashMap<>();
                for (Row row : rows) {
                  Group group = Group.of(row);
                  String table = row.getString("counts");
                  seen.computeIfAbsent(table, absent -> new HashSet<>()).add(group);
                  compare(table, start, group, ofDay.getOrDefault(group, Truth.NONE), row);
                }
                OTHERS
                    .keySet()
                    .forEach(table -> missing(table, seen.getOrDefault(table, Set.of())));
                return null;
              });
    }

    private void missing(String table, Set<Group> seen) {
      ofDay.forEach(
          (group, truth) -> {
            if (!seen.contains(group) && !truth.equals(Truth.NONE)) {
              add(table, start, group, truth, Truth.NONE);
            }
          });
    }

    private void compare(String table, Instant hour, Group group, Truth truth, Row row) {
      Truth counted = new Truth(row.getLong("counted"), row.getLong("counted_flagged"));
      if (!counted.equals(truth)) {
        add(table, hour, group, truth, counted);
      }
    }

    private void add(String table, Instant hour, Group group, Truth truth, Truth counted) {
      found.add(
          new Difference(
              table,
              hour,
              group.environment(),
              group.product(),
              truth.records(),
              counted.records(),
              truth.flagged(),
              counted.flagged()));
    }
  }
}
