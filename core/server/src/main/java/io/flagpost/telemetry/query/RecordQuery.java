package io.flagpost.telemetry.query;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.record.TelemetryField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The statement that searches a stretch of ids. Immutable; one for each search.
 *
 * <p>Ids are in order within an environment only, so each environment is looked through, and there
 * are few. What is asked about flags has two branches, each by an index of its own, as in {@link
 * ReadQuery}. Matches by a flag's code are collected, because that index knows no order; the
 * stretch bounds how many there are.
 */
final class RecordQuery {
  /**
   * What {@link ListedRecord} and {@link AnswerBudget} need; behind the pending checks those to
   * come.
   */
  static final String COLUMNS =
      String.format(
          Locale.ROOT,
          """
          t.record_id, t.id, t.created_at, t.environment, t.api_key_id, t.client_address, %1$s,
          t.event_id, t.occurred_at, t.is_correct_format, t.license_key_exists, t.product_exists,
          t.product_version_exists,
          coalesce(cardinality(s.flags) > 0, t.flagged) AS has_red_flags,
          coalesce(s.flags, t.flags) AS red_flags,
          coalesce(s.pending, t.pending)%%1$s AS pending_checks,
          coalesce(s.updated_at, t.created_at) AS updated_at,
          octet_length(concat(%1$s, t.client_address, coalesce(s.flags, t.flags))) AS octets""",
          TelemetryField.columns(TelemetryField.ALL));

  private static final String AT_RECEIPT = "telemetry t LEFT JOIN standing s USING (record_id)";
  private static final String SINCE = "standing s JOIN telemetry t USING (record_id)";

  /** The environments there are, each found by the index after the one before. */
  private static final String PRESENT =
      """
      present (environment) AS (
        SELECT (SELECT min(t.environment) FROM telemetry t WHERE %1$s)
        UNION ALL
        SELECT (SELECT min(t.environment) FROM telemetry t
                 WHERE t.environment > present.environment AND %1$s)
          FROM present WHERE present.environment IS NOT NULL)""";

  private static final String ONLY = "present (environment) AS (SELECT $1::text)";

  /** What, from where, under which condition, by whose ids, in which order, how many. */
  private static final String IN_ORDER =
      """
      SELECT r.* FROM present, LATERAL (
          SELECT %1$s FROM %2$s WHERE %4$s.environment = present.environment AND %3$s
           ORDER BY %4$s.id %5$s LIMIT %6$s) AS r""";

  private static final String COLLECTED =
      """
      SELECT t.record_id, t.id FROM present, %1$s
       WHERE %2$s.environment = present.environment AND %3$s""";

  private static final String PLAIN = "WITH RECURSIVE %1$s %2$s ORDER BY r.id %3$s LIMIT %4$s";

  private static final String TWO_BRANCHES =
      """
      WITH RECURSIVE %1$s, match AS MATERIALIZED (%2$s UNION ALL %3$s)
      SELECT %4$s
        FROM (SELECT record_id FROM match ORDER BY id %5$s LIMIT %6$s) AS m
          JOIN telemetry t USING (record_id) LEFT JOIN standing s USING (record_id)
       WHERE %7$s
       ORDER BY t.id %5$s""";

  /** Leaves out the rows that certainly find no room; {@code found} tells how many there were. */
  private static final String BOUNDED =
      """
      SELECT * FROM (
        SELECT r.*, count(*) OVER () AS found,
            sum(octets) OVER (ORDER BY id %2$s ROWS UNBOUNDED PRECEDING) - octets AS octets_before
          FROM (%1$s) AS r) AS p
       WHERE octets_before < %3$s ORDER BY id %2$s""";

  private static final String COUNT =
      "WITH RECURSIVE %1$s SELECT count(*) AS found FROM (%2$s LIMIT %3$s) AS m";

  private static final String NEAREST =
      "WITH RECURSIVE %1$s SELECT r.created_at FROM (%2$s) AS r ORDER BY r.id LIMIT 1";

  private final SqlCondition limit;
  private final @Nullable String environment;
  private final RecordConditions conditions;
  private final Sql order;
  private final Sql columns;

  /**
   * @param limit which rows {@code t} the caller may see
   * @param laterChecks ids of the checks that come to a record after it was stored
   */
  RecordQuery(
      SqlCondition limit, RecordFilter filter, SearchOrder order, List<String> laterChecks) {
    this.limit = limit;
    this.environment = filter.origin().environment();
    this.conditions = new RecordConditions(filter, laterChecks);
    this.order = Sql.of(order.sql());
    this.columns = Sql.format(COLUMNS, ReadQuery.toCome(laterChecks));
  }

  RecordConditions conditions() {
    return conditions;
  }

  /**
   * The records among these ids, in order.
   *
   * @param days where to look for these ids
   * @param wanted how many rows at most
   * @param octets the stored text that there is room for
   */
  Sql in(IdRange ids, Days days, int wanted, long octets) {
    SqlCondition common = within("t", ids).and(limit).and(conditions.record()).and(days.within());
    Sql most = Sql.of("$1::bigint", (long) wanted);
    Sql rows =
        conditions.asksForFlags()
            ? Sql.format(
                TWO_BRANCHES,
                present(days),
                branch(AT_RECEIPT, "t", common.and(conditions.flaggedAtReceipt()), most),
                branch(
                    SINCE, "s", within("s", ids).and(common).and(conditions.flaggedSince()), most),
                columns,
                order,
                most,
                days.within().sql())
            : Sql.format(
                PLAIN, present(days), inOrder(columns, AT_RECEIPT, common, "t", most), order, most);
    return Sql.format(BOUNDED, rows, order, Sql.of(Long.toString(octets)));
  }

  /**
   * How many records there are among these ids.
   *
   * @param most where to stop counting
   */
  Sql count(IdRange ids, Days days, int most) {
    SqlCondition common = within("t", ids).and(limit).and(conditions.record()).and(days.within());
    Sql end = Sql.of("$1::bigint", (long) most);
    Sql found =
        conditions.asksForFlags()
            ? Sql.format(
                "%s UNION ALL %s",
                branch(AT_RECEIPT, "t", common.and(conditions.flaggedAtReceipt()), end),
                branch(
                    SINCE, "s", within("s", ids).and(common).and(conditions.flaggedSince()), end))
            : inOrder(Sql.of("t.record_id, t.id"), AT_RECEIPT, common, "t", end);
    return Sql.format(COUNT, present(days), found, end);
  }

  /** When the record with the lowest of these ids was received, whoever may see it. */
  Sql received(IdRange ids, Days days) {
    Sql lowest =
        Sql.format(
            IN_ORDER,
            Sql.of("t.id, t.created_at"),
            Sql.of("telemetry t"),
            within("t", ids).and(days.within()).sql(),
            Sql.of("t"),
            Sql.of("ASC"),
            Sql.of("1"));
    return Sql.format(NEAREST, present(days), lowest);
  }

  private Sql branch(String from, String table, SqlCondition condition, Sql most) {
    return conditions.asksForCodes()
        ? Sql.format(COLLECTED, Sql.of(from), Sql.of(table), condition.sql())
        : inOrder(Sql.of("t.record_id, t.id"), from, condition, table, most);
  }

  private Sql inOrder(Sql what, String from, SqlCondition condition, String table, Sql most) {
    return Sql.format(IN_ORDER, what, Sql.of(from), condition.sql(), Sql.of(table), order, most);
  }

  private Sql present(Days days) {
    return environment == null
        ? Sql.format(PRESENT, days.within().sql())
        : Sql.of(ONLY, environment);
  }

  private static SqlCondition within(String table, IdRange ids) {
    return SqlCondition.of(
        String.format(Locale.ROOT, "%1$s.id > $1::bigint AND %1$s.id <= $2::bigint", table),
        ids.after(),
        ids.upTo());
  }
}
