package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.text.TimestampText;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement that finds records by the later verdicts on them: of each record the newest one, if
 * the record meets the filter as it stands now. Records are looked up one by one, whatever
 * PostgreSQL thinks of how many there are; the range of verdicts bounds that.
 */
final class JudgedQuery {
  private static final String FOUND =
      """
      WITH news AS MATERIALIZED (
        SELECT v.record_id, max(v.verdict_id) AS verdict_id FROM verdict v
         WHERE v.verdict_id > %1$s AND v.verdict_id <= %2$s AND v.mode <> 'shadow'
         GROUP BY v.record_id)
      SELECT * FROM (
        SELECT r.*, n.verdict_id, v.check_id, v.check_version, v.mode, v.decided_at,
            v.flags AS verdict_flags, v.pending AS verdict_pending, v.flags_before, v.flags_after,
            count(*) OVER () AS found, min(r.id) OVER () AS lowest, max(r.id) OVER () AS highest,
            sum(r.octets) OVER (ORDER BY n.verdict_id DESC ROWS UNBOUNDED PRECEDING) - r.octets
              AS octets_before
          FROM news n
            JOIN verdict v ON v.verdict_id = n.verdict_id
            CROSS JOIN LATERAL (
              SELECT %3$s FROM telemetry t LEFT JOIN standing s USING (record_id)
               WHERE t.record_id = n.record_id AND %4$s LIMIT 1) AS r) AS p
       WHERE octets_before < %5$s ORDER BY verdict_id DESC LIMIT %6$s""";

  private final SqlCondition which;
  private final Sql columns;

  /**
   * @param limit which rows {@code t} the caller may see
   * @param laterChecks ids of the checks that come to a record after it was stored
   */
  JudgedQuery(SqlCondition limit, RecordFilter filter, List<String> laterChecks) {
    RecordConditions conditions = new RecordConditions(filter, laterChecks);
    SqlCondition flags =
        conditions.asksForFlags()
            ? conditions
                .flaggedAtReceipt()
                .or(SqlCondition.of("s.record_id IS NOT NULL").and(conditions.flaggedSince()))
            : SqlCondition.TRUE;
    this.which = limit.and(conditions.record()).and(flags);
    this.columns = Sql.format(RecordQuery.COLUMNS, ReadQuery.toCome(laterChecks));
  }

  /**
   * The newest of them, the newest first.
   *
   * @param verdicts the verdicts to look at
   * @param lastId records with higher ids are left alone
   * @param wanted how many at most
   */
  Sql in(IdRange verdicts, long lastId, int wanted) {
    return Sql.format(
        FOUND,
        Sql.of("$1::bigint", verdicts.after()),
        Sql.of("$1::bigint", verdicts.upTo()),
        columns,
        which.and(SqlCondition.of("t.id <= $1::bigint", lastId)).sql(),
        Sql.of(Long.toString(AnswerBudget.CHARACTERS)),
        Sql.of("$1::bigint", (long) wanted));
  }

  /** What a verdict says, as the admin API shows it. */
  static ObjectNode verdict(Row row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("check", row.getString("check_id"));
    json.put("check_version", row.getString("check_version"));
    json.put("mode", row.getString("mode"));
    json.put("decided_at", TimestampText.microseconds(DbTimestamps.of(row, "decided_at")));
    json.put("pending", row.getBoolean("verdict_pending"));
    putTexts(json, "flags", row.getArrayOfStrings("verdict_flags"));
    putTexts(json, "flags_before", row.getArrayOfStrings("flags_before"));
    putTexts(json, "flags_after", row.getArrayOfStrings("flags_after"));
    return json;
  }

  private static void putTexts(ObjectNode json, String name, String @Nullable [] values) {
    if (values == null) {
      json.putNull(name);
      return;
    }
    ArrayNode list = json.putArray(name);
    for (String value : values) {
      list.add(value);
    }
  }
}
