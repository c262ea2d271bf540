package io.flagpost.telemetry.query;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.store.HashedText;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RecordFilter} means in SQL: conditions for a row {@code t} of {@code telemetry}
 * with its row {@code s} of {@code standing}, if it has one.
 *
 * <p>What stands of a record is in {@code standing} if a later verdict was added, else in the
 * record: a condition on flags therefore has two forms, for two branches of a statement.
 */
public final class RecordConditions {
  /** Letters from A to Z count as those from a to z; others as they are, whatever the database. */
  private static final String CONTAINS =
      "strpos(lower((%s) COLLATE \"C\"), lower($1::text COLLATE \"C\")) > 0";

  /** What was told of the flags at receipt. */
  private static final String TOLD_AT_RECEIPT =
      """
      EXISTS (SELECT FROM jsonb_array_elements(t.flag_details) AS f (flag) WHERE %s)""";

  /** The version of the check that raised a flag at receipt. */
  private static final String VERSION_AT_RECEIPT =
      """
      EXISTS (SELECT FROM check_catalog c, jsonb_array_elements(c.checks) AS k (ran)
               WHERE c.id = t.catalog_id AND k.ran ->> 'id' = f.flag ->> 'check'
                 AND k.ran ->> 'version' = $1::text)""";

  /** What was told at receipt by a check that has not decided anew. */
  private static final String STILL_TOLD =
      """
      EXISTS (SELECT FROM jsonb_array_elements(t.flag_details) AS f (flag)
               WHERE NOT EXISTS (SELECT FROM verdict v
                                  WHERE v.record_id = t.record_id AND v.check_id = f.flag ->> 'check'
                                    AND v.mode <> 'shadow' AND NOT v.pending)
                 AND %s)""";

  /** What was told by the newest verdict of a check. */
  private static final String TOLD_SINCE =
      """
      EXISTS (SELECT FROM verdict v, jsonb_array_elements(v.details -> 'flags') AS f (flag)
               WHERE v.record_id = t.record_id AND v.mode <> 'shadow' AND NOT v.pending
                 AND NOT EXISTS (SELECT FROM verdict w
                                  WHERE w.record_id = v.record_id AND w.check_id = v.check_id
                                    AND w.mode <> 'shadow' AND NOT w.pending
                                    AND w.verdict_id > v.verdict_id)
                 AND %s)""";

  private static final String FORMAT_ERROR =
      """
      NOT t.is_correct_format
      AND EXISTS (SELECT FROM jsonb_array_elements(t.flag_details) AS f (flag)
                   WHERE f.flag ->> 'code' = 'incorrect_format' AND f.flag -> 'evidence' ? $1::text)""";

  private final RecordFilter filter;
  private final List<String> laterChecks;

  /**
   * @param laterChecks ids of the checks that come to a record after it was stored
   */
  RecordConditions(RecordFilter filter, List<String> laterChecks) {
    this.filter = filter;
    this.laterChecks = laterChecks;
  }

  /**
   * The condition for a row {@code t} of {@code telemetry}, by all but what checks say: for whoever
   * looks at what one sender sent, with bounds of his own.
   */
  public static SqlCondition ofSender(RecordFilter filter) {
    return new RecordConditions(filter, List.of()).sent();
  }

  /** Everything but the flags. */
  SqlCondition record() {
    return sent().and(pending());
  }

  private SqlCondition sent() {
    return fields()
        .and(eventId())
        .and(ifGiven(filter.origin().environment(), "t.environment = $1::text"))
        .and(AddressCondition.within(filter.origin().network()))
        .and(received())
        .and(occurred())
        .and(contains("t.text_data", filter.content().text()))
        .and(formatError());
  }

  /** Whether an index has what is asked for in the order of ids, so that any stretch is cheap. */
  boolean areInOrder() {
    return filter.eventId() != null
        || ReadFilter.HASHED.stream().anyMatch(filter.fields()::containsKey)
        || AddressCondition.isOfOne(filter.origin().network());
  }

  /** Whether anything is asked about the flags. */
  boolean asksForFlags() {
    return !filter.flags().equals(RecordFilter.Flags.ANY);
  }

  /** Whether there is an index for the flags that are asked for. */
  boolean asksForCodes() {
    return !filter.flags().codes().isEmpty();
  }

  /** The flags of a record without a later verdict. */
  SqlCondition flaggedAtReceipt() {
    RecordFilter.Flags flags = filter.flags();
    SqlCondition condition =
        SqlCondition.of("s.record_id IS NULL")
            .and(any(flags.any(), "t.flagged", "NOT t.flagged"))
            .and(oneOf(flags.codes(), "t.flagged AND t.flags && $1::text[]"));
    return flags.asksForDetails()
        ? condition
            .and(SqlCondition.of("t.flagged"))
            .and(holds(TOLD_AT_RECEIPT, told().and(version(VERSION_AT_RECEIPT))))
        : condition;
  }

  /** The flags of a record with later verdicts. */
  SqlCondition flaggedSince() {
    RecordFilter.Flags flags = filter.flags();
    SqlCondition condition =
        any(flags.any(), "cardinality(s.flags) > 0", "cardinality(s.flags) = 0")
            .and(oneOf(flags.codes(), "s.flags && $1::text[]"));
    return flags.asksForDetails()
        ? condition
            .and(SqlCondition.of("cardinality(s.flags) > 0"))
            .and(
                holds(STILL_TOLD, told().and(version(VERSION_AT_RECEIPT)))
                    .or(holds(TOLD_SINCE, told().and(version("v.check_version = $1::text")))))
        : condition;
  }

  /** One flag {@code f.flag} that is all that is asked for. */
  private SqlCondition told() {
    RecordFilter.Flags flags = filter.flags();
    return oneOf(flags.codes(), "f.flag ->> 'code' = ANY ($1::text[])")
        .and(oneOf(flags.severities(), "f.flag ->> 'severity' = ANY ($1::text[])"))
        .and(ifGiven(flags.check(), "f.flag ->> 'check' = $1::text"))
        .and(contains("f.flag ->> 'explanation'", flags.explanation()));
  }

  private SqlCondition version(String condition) {
    return ifGiven(filter.flags().checkVersion(), condition);
  }

  private static SqlCondition holds(String template, SqlCondition condition) {
    return SqlCondition.of(Sql.format(template, condition.sql()));
  }

  private SqlCondition fields() {
    SqlCondition all = SqlCondition.TRUE;
    for (TelemetryField field : TelemetryField.ALL) {
      String column = "t." + field.columnName();
      all =
          all.and(
              ifGiven(
                  filter.fields().get(field),
                  ReadFilter.HASHED.contains(field)
                      ? HashedText.equal(column, "$1::text")
                      : column + " = $1::text"));
    }
    return all;
  }

  private SqlCondition eventId() {
    return ifGiven(
        filter.eventId(),
        "t.event_id = $1::uuid OR (t.record_id = $1::uuid AND t.event_id IS NULL)");
  }

  /** Exact on the time of receipt; the bounds of the record ids single out the partitions. */
  private SqlCondition received() {
    Instant from = filter.times().receivedFrom();
    Instant to = filter.times().receivedTo();
    return ifGiven(firstRecord(), "t.record_id >= $1::uuid")
        .and(ifGiven(DbTimestamps.utcOrNull(from), "t.created_at >= $1::timestamptz"))
        .and(ifGiven(endRecord(), "t.record_id < $1::uuid"))
        .and(ifGiven(DbTimestamps.utcOrNull(to), "t.created_at < $1::timestamptz"));
  }

  /** No record that is asked for has a lower id; null if it may be any. */
  @Nullable UUID firstRecord() {
    Instant from = filter.times().receivedFrom();
    return from == null ? null : RecordIds.floor(from);
  }

  /** Every record that is asked for has a lower id; null if it may be any. */
  @Nullable UUID endRecord() {
    Instant to = filter.times().receivedTo();
    return to == null ? null : RecordIds.floor(to.plusMillis(1));
  }

  private SqlCondition occurred() {
    return ifGiven(
            DbTimestamps.utcOrNull(filter.times().occurredFrom()),
            "t.occurred_at >= $1::timestamptz")
        .and(
            ifGiven(
                DbTimestamps.utcOrNull(filter.times().occurredTo()),
                "t.occurred_at < $1::timestamptz"));
  }

  /** The field is one of the program's own names. */
  private SqlCondition formatError() {
    TelemetryField field = filter.content().formatError();
    return ifGiven(field == null ? null : field.columnName(), FORMAT_ERROR);
  }

  /** As the record is shown: with the checks that have not come to it yet. */
  private SqlCondition pending() {
    RecordFilter.Pending pending = filter.pending();
    if (pending.equals(RecordFilter.Pending.ANY)) {
      return SqlCondition.TRUE;
    }
    Sql checks = Sql.format("(coalesce(s.pending, t.pending)%s)", ReadQuery.toCome(laterChecks));
    SqlCondition some = SqlCondition.of(Sql.format("cardinality(%s) > 0", checks));
    SqlCondition none = SqlCondition.of(Sql.format("cardinality(%s) = 0", checks));
    SqlCondition any = pending.any() == null ? SqlCondition.TRUE : (pending.any() ? some : none);
    return pending.checks().isEmpty()
        ? any
        : any.and(
            SqlCondition.of(
                Sql.format("%s && %s", checks, Sql.of("$1::text[]", array(pending.checks())))));
  }

  private static SqlCondition any(@Nullable Boolean wanted, String some, String none) {
    return wanted == null ? SqlCondition.TRUE : SqlCondition.of(wanted ? some : none);
  }

  private static SqlCondition contains(String text, @Nullable String part) {
    return ifGiven(part, CONTAINS.replace("%s", text));
  }

  private static SqlCondition oneOf(Set<String> values, String condition) {
    return values.isEmpty() ? SqlCondition.TRUE : SqlCondition.of(condition, array(values));
  }

  /** One value, for a parameter of type {@code text[]}. */
  private static Object array(Set<String> values) {
    return values.toArray(String[]::new);
  }

  private static SqlCondition ifGiven(@Nullable Object value, String condition) {
    return value == null ? SqlCondition.TRUE : SqlCondition.of(condition, value);
  }
}
