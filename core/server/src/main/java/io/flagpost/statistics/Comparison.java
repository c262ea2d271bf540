package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the counts of a day with its records, hour by hour: each in one statement, which sees
 * the counts, how far they go, and the records at one moment. Any thread.
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
       WHERE t.records IS DISTINCT FROM c.records OR t.flagged IS DISTINCT FROM c.flagged
       ORDER BY 1, 2""";

  private final Pool pool;

  Comparison(Pool pool) {
    this.pool = pool;
  }

  /** What differs on a day, UTC. */
  Future<List<Difference>> of(LocalDate day) {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    List<Difference> found = new ArrayList<>();
    Future<Void> done = Future.succeededFuture();
    for (int i = 0; i < HOURS; i++) {
      Instant hour = start.plus(Duration.ofHours(i));
      done = done.compose(v -> hour(hour).onSuccess(found::addAll)).mapEmpty();
    }
    return done.map(found);
  }

  private Future<List<Difference>> hour(Instant hour) {
    Instant end = hour.plus(Duration.ofHours(1));
    return pool.preparedQuery(HOUR)
        .execute(
            Tuple.of(
                RecordIds.floor(hour),
                RecordIds.floor(end),
                DbTimestamps.utc(hour),
                DbTimestamps.utc(end)))
        .map(
            rows -> {
              List<Difference> found = new ArrayList<>();
              rows.forEach(row -> found.add(difference(hour, row)));
              return found;
            });
  }

  private static Difference difference(Instant hour, Row row) {
    return new Difference(
        hour,
        row.getString("environment"),
        row.getLong("product"),
        row.getLong("records"),
        row.getLong("counted"),
        row.getLong("flagged"),
        row.getLong("counted_flagged"));
  }
}
