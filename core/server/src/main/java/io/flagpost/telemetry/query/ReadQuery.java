package io.flagpost.telemetry.query;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.store.HashedText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The statement that reads a page.
 *
 * <p>What stands of a record is in {@code standing} if a later verdict was added, else in the
 * record. A filter on flags therefore reads two branches, each by an index of its own. Tables are
 * joined by the record id alone, because that is what tells the one partition to look into.
 */
final class ReadQuery {
  private static final SqlCondition OF_KNOWN_PRODUCT =
      SqlCondition.of("t.known_product_id IS NOT NULL");

  private static final String COLUMNS =
      String.format(
          Locale.ROOT,
          """
          t.record_id, t.id, %1$s, %2$s,
          CASE WHEN t.data_type = 'text' THEN t.text_data END AS text_data,
          t.is_correct_format, t.license_key_exists, t.product_exists,
          t.product_version_exists, t.event_id, t.occurred_at, t.created_at,
          coalesce(s.updated_at, t.created_at) AS updated_at,
          coalesce(s.flags, t.flags) AS red_flags,
          coalesce(s.pending, t.pending)%%1$s AS pending_checks,
          coalesce(cardinality(s.flags) > 0, t.flagged) AS has_red_flags,
          octet_length(concat(%1$s, coalesce(s.flags, t.flags)))
          + CASE WHEN t.data_type = 'text' THEN coalesce(octet_length(t.text_data), 0) ELSE 0 END
          AS octets""",
          TelemetryField.columns(RecordJson.FIELDS),
          TelemetryField.columns(RecordJson.NUMBERS));

  /** Up to which id the check {@code c.id} has come. */
  private static final String OFFSET =
      """
      (SELECT min(o.last_id) FROM (
         SELECT p.last_id FROM check_progress p WHERE p.mode = 'live' AND p.check_id = c.id
         UNION ALL SELECT f.decided FROM follower f WHERE f.name = 'live/' || c.id) AS o)""";

  /**
   * The checks that have not come to the record yet, in the order in which they are given; only the
   * newest records are looked at.
   */
  private static final String TO_COME =
      """
       || CASE WHEN t.id > (SELECT min(%2$s) FROM unnest(%1$s) AS c (id))
               THEN array(SELECT c.id FROM unnest(%1$s) AS c (id) WHERE %2$s < t.id)
               ELSE '{}' END""";

  private static final String PLAIN =
      """
      SELECT %1$s FROM telemetry t LEFT JOIN standing s USING (record_id)
       WHERE %2$s ORDER BY t.id %3$s""";

  private static final String AT_RECEIPT =
      "FROM telemetry t LEFT JOIN standing s USING (record_id) WHERE %s";

  private static final String SINCE = "FROM standing s JOIN telemetry t USING (record_id) WHERE %s";

  private static final String MERGED =
      """
      SELECT * FROM (
        (SELECT %1$s %2$s ORDER BY t.id %4$s) UNION ALL (SELECT %1$s %3$s ORDER BY s.id %4$s)
      ) AS m ORDER BY id %5$s""";

  private static final String COLLECTED =
      """
      WITH match AS MATERIALIZED (
        SELECT t.record_id, t.id %2$s UNION ALL SELECT s.record_id, s.id %3$s)
      SELECT %1$s
        FROM (SELECT record_id FROM match ORDER BY id %4$s) AS m
          JOIN telemetry t USING (record_id) LEFT JOIN standing s USING (record_id)
       WHERE %5$s
       ORDER BY t.id""";

  private static final String BOUNDED =
      """
      SELECT * FROM (
        SELECT r.*, count(*) OVER () AS found,
            sum(octets) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) - octets AS octets_before
          FROM (%s) AS r) AS p
       WHERE octets_before < %s ORDER BY id""";

  private final ApiKey reader;
  private final ReadFilter filter;
  private final IdRange ids;
  private final Sql sql;

  /**
   * @param reader sees its own environment, and its products if it is limited to some
   * @param ids none of them may still be about to appear
   * @param days where to look for these ids
   * @param laterChecks ids of the checks that come to a record after it was stored
   * @param wanted how many rows at most
   * @param octets the stored text that there is room for
   */
  ReadQuery(
      ApiKey reader,
      ReadFilter filter,
      IdRange ids,
      Days days,
      List<String> laterChecks,
      int wanted,
      long octets) {
    this.reader = reader;
    this.filter = filter;
    this.ids = ids;
    this.sql = bounded(rows(columns(laterChecks), days.within(), wanted), octets);
  }

  private Sql rows(Sql columns, SqlCondition within, int wanted) {
    SqlCondition common =
        range("t").and(scope()).and(fields()).and(eventId()).and(time()).and(within);
    Sql atReceipt =
        Sql.format(
            AT_RECEIPT,
            SqlCondition.of("s.record_id IS NULL").and(common).and(flaggedAtReceipt()).sql());
    Sql since = Sql.format(SINCE, range("s").and(common).and(flaggedSince()).sql());
    int skip = filter.position().skip();
    Sql page = Sql.of("LIMIT $1::bigint OFFSET $2::bigint", wanted, skip);
    if (collects(filter)) {
      return Sql.format(COLLECTED, columns, atReceipt, since, page, within.sql());
    }
    if (filter.hasRedFlags() != null || filter.redFlag() != null) {
      Sql most = Sql.of("LIMIT $1::bigint", wanted + skip);
      return Sql.format(MERGED, columns, atReceipt, since, most, page);
    }
    return Sql.format(PLAIN, columns, common.sql(), page);
  }

  private static Sql columns(List<String> laterChecks) {
    return Sql.format(COLUMNS, toCome(laterChecks));
  }

  /**
   * SQL behind the pending checks of a row {@code t}, which adds those to come.
   *
   * @param laterChecks ids of the checks that come to a record after it was stored
   */
  static Sql toCome(List<String> laterChecks) {
    return laterChecks.isEmpty()
        ? Sql.of("")
        : Sql.format(
            TO_COME,
            Sql.of("$1::text[]", (Object) laterChecks.stream().sorted().toArray(String[]::new)),
            Sql.of(OFFSET));
  }

  /**
   * Whether all matches in the range of ids are collected before the first is shown. Otherwise they
   * are come across on a walk through the ids, which takes long if there are few.
   */
  static boolean collects(ReadFilter filter) {
    return filter.redFlag() != null && filter.position().skip() == 0;
  }

  /**
   * Leaves out the rows that certainly find no room; {@code found} tells how many there were. How
   * long a text is, PostgreSQL knows without reading it.
   *
   * @param rows gives {@code id}, and {@code octets} for each row's size
   */
  static Sql bounded(Sql rows, long octets) {
    return Sql.format(BOUNDED, rows, Sql.of(Long.toString(octets)));
  }

  Sql sql() {
    return sql;
  }

  private SqlCondition range(String table) {
    return SqlCondition.of(
        String.format(
            Locale.ROOT,
            "%1$s.environment = $1::text AND %1$s.id > $2::bigint AND %1$s.id <= $3::bigint",
            table),
        reader.environment(),
        ids.after(),
        ids.upTo());
  }

  /**
   * By the product's name, which is indexed. A record from before the product was known has it,
   * too.
   */
  private SqlCondition scope() {
    String[] names = reader.products().stream().map(String::valueOf).toArray(String[]::new);
    return switch (names.length) {
      case 0 -> SqlCondition.TRUE;
      case 1 -> // comes in order out of its index
          equal(TelemetryField.PRODUCT_ID, names[0]).and(OF_KNOWN_PRODUCT);
      default ->
          SqlCondition.of("t.product_id = ANY ($1::text[])", (Object) names).and(OF_KNOWN_PRODUCT);
    };
  }

  private SqlCondition fields() {
    SqlCondition all = SqlCondition.TRUE;
    for (TelemetryField field : ReadFilter.PLAIN) {
      all = all.and(equal(field, filter.fields().get(field)));
    }
    for (TelemetryField field : ReadFilter.HASHED) {
      all = all.and(hashed(field, filter.fields().get(field)));
    }
    return all;
  }

  private static SqlCondition hashed(TelemetryField field, @Nullable String value) {
    return ifGiven(value, HashedText.equal("t." + field.columnName(), "$1::text"));
  }

  private static SqlCondition equal(TelemetryField field, @Nullable String value) {
    return ifGiven(value, "t." + field.columnName() + " = $1::text");
  }

  /** The client's event id or, where it sent none, the gateway's. */
  private SqlCondition eventId() {
    return ifGiven(
        filter.eventId(),
        "t.event_id = $1::uuid OR (t.record_id = $1::uuid AND t.event_id IS NULL)");
  }

  /** Exact on the time of receipt; the bounds of the record ids single out the partitions. */
  private SqlCondition time() {
    Instant from = filter.from();
    Instant to = filter.to();
    return (from == null
            ? SqlCondition.TRUE
            : SqlCondition.of(
                "t.record_id >= $1::uuid AND t.created_at >= $2::timestamptz",
                RecordIds.floor(from),
                DbTimestamps.utc(from)))
        .and(
            to == null
                ? SqlCondition.TRUE
                : SqlCondition.of(
                    "t.record_id < $1::uuid AND t.created_at < $2::timestamptz",
                    RecordIds.floor(to.plusMillis(1)),
                    DbTimestamps.utc(to)));
  }

  private SqlCondition flaggedAtReceipt() {
    Boolean wanted = filter.hasRedFlags();
    return (wanted == null
            ? SqlCondition.TRUE
            : SqlCondition.of(wanted ? "t.flagged" : "NOT t.flagged"))
        .and(ifGiven(filter.redFlag(), "t.flagged AND t.flags @> ARRAY[$1::text]"));
  }

  private SqlCondition flaggedSince() {
    Boolean wanted = filter.hasRedFlags();
    return (wanted == null
            ? SqlCondition.TRUE
            : SqlCondition.of(wanted ? "cardinality(s.flags) > 0" : "cardinality(s.flags) = 0"))
        .and(ifGiven(filter.redFlag(), "s.flags @> ARRAY[$1::text]"));
  }

  private static SqlCondition ifGiven(@Nullable Object value, String condition) {
    return value == null ? SqlCondition.TRUE : SqlCondition.of(condition, value);
  }
}
