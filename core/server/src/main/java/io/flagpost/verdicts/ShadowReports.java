package io.flagpost.verdicts;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.verdicts.ShadowReport.Example;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reports on plugins in shadow, from their verdicts. Any thread; answers where the pool does. */
final class ShadowReports {
  private static final int MOST_EXAMPLES = 20;

  /** The newest verdict of each check of the plugin, by its own id or behind it. */
  private static final String JUDGED =
      """
      WITH newest AS (
        SELECT DISTINCT ON (record_id, check_id) record_id, flags, pending FROM verdict
         WHERE mode = 'shadow' AND record_id >= $1 AND record_id < $2
           AND (check_id = ANY ($5::text[]) OR check_id = $6 OR starts_with(check_id, $6 || '/'))
         ORDER BY record_id, check_id, verdict_id DESC),
      summed AS (
        SELECT n.record_id, bool_or(n.pending) AS pending,
            array(SELECT DISTINCT unnest(m.flags) FROM newest m
                   WHERE m.record_id = n.record_id ORDER BY 1) AS codes
          FROM newest n GROUP BY n.record_id),
      judged AS (
        SELECT m.record_id, m.codes, m.pending, t.id, t.event_id,
            NOT coalesce(cardinality(s.flags) > 0, t.flagged) AS clean
          FROM summed m JOIN telemetry t USING (record_id) LEFT JOIN standing s USING (record_id)
         WHERE t.record_id >= $1 AND t.record_id < $2 AND t.created_at >= $3 AND t.created_at < $4
           AND ($7::text IS NULL OR t.environment = $7))""";

  private static final String COUNTS =
      """
      %s
      SELECT codes, clean, count(*) AS records, count(*) FILTER (WHERE pending) AS pending
        FROM judged GROUP BY codes, clean""";

  private static final String EXAMPLES =
      """
      %s
      SELECT record_id, id, event_id, codes, clean FROM judged
       WHERE cardinality(codes) > 0 ORDER BY id DESC LIMIT %s""";

  private final Pool pool;

  ShadowReports(Pool pool) {
    this.pool = pool;
  }

  /**
   * What a plugin said in shadow of the records of a range.
   *
   * @param pluginId the plugin; it need not run any more
   * @param checkIds ids of its checks, as far as they are known
   */
  Future<ShadowReport> of(String pluginId, List<String> checkIds, StoredRange range) {
    Sql judged =
        Sql.of(
            JUDGED,
            RecordIds.floor(range.from()),
            RecordIds.floor(range.to().plusMillis(1)),
            DbTimestamps.utc(range.from()),
            DbTimestamps.utc(range.to()),
            checkIds.toArray(String[]::new),
            pluginId,
            range.environment());
    return Sql.format(COUNTS, judged)
        .execute(pool)
        .compose(
            counts ->
                Sql.format(EXAMPLES, judged, Sql.of(Integer.toString(MOST_EXAMPLES)))
                    .execute(pool)
                    .map(examples -> report(pluginId, counts, examples)));
  }

  private static ShadowReport report(String pluginId, RowSet<Row> counts, RowSet<Row> examples) {
    long flagged = 0;
    long clean = 0;
    long pending = 0;
    Map<String, Long> perCode = new TreeMap<>();
    for (Row row : counts) {
      long records = row.getLong("records");
      List<String> codes = List.of(row.getArrayOfStrings("codes"));
      pending += row.getLong("pending");
      if (!codes.isEmpty()) {
        flagged += records;
        clean += row.getBoolean("clean") ? records : 0;
      }
      codes.forEach(code -> perCode.merge(code, records, Long::sum));
    }
    return new ShadowReport(
        pluginId,
        flagged,
        clean,
        pending,
        Collections.unmodifiableMap(perCode),
        examples(examples));
  }

  private static List<Example> examples(RowSet<Row> rows) {
    List<Example> examples = new ArrayList<>();
    for (Row row : rows) {
      examples.add(
          new Example(
              row.getUUID("record_id"),
              row.getLong("id"),
              row.getUUID("event_id"),
              List.of(row.getArrayOfStrings("codes")),
              row.getBoolean("clean")));
    }
    return examples;
  }
}
