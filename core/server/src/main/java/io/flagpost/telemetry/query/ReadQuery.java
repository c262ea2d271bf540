package io.flagpost.telemetry.query;

import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.store.HashedText;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statement that reads a page, and its parameters.
 *
 * <p>What stands of a record is in {@code standing} if a later verdict was added, else in the
 * record. A filter on flags therefore reads two branches, each by an index of its own. Tables are
 * joined by the record id alone, because that is what tells the one partition to look into.
 */
final class ReadQuery {
  private static final String KNOWN_PRODUCT = " AND t.known_product_id IS NOT NULL";

  private final ReadFilter filter;
  private final String columns;
  private final List<Object> parameters = new ArrayList<>();
  private final String sql;

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
    this.filter = filter;
    this.columns =
        columns(laterChecks.isEmpty() ? "" : toCome(bind(laterChecks.toArray(String[]::new))));
    String environment = bind(reader.environment());
    String after = bind(ids.after());
    String upTo = bind(ids.upTo());
    String within = within(days);
    String common =
        range("t", environment, after, upTo)
            + scope(reader)
            + fields()
            + eventId()
            + time()
            + within;
    String flag = filter.redFlag() == null ? null : bind(filter.redFlag());
    String atReceipt =
        " FROM telemetry t LEFT JOIN standing s USING (record_id) WHERE s.record_id IS NULL AND "
            + common
            + flaggedAtReceipt(flag);
    String since =
        " FROM standing s JOIN telemetry t USING (record_id) WHERE "
            + range("s", environment, after, upTo)
            + " AND "
            + common
            + flaggedSince(flag);
    int skip = filter.place().skip();
    String page = " LIMIT " + bind(wanted) + " OFFSET " + bind(skip);
    if (collects(filter)) {
      sql = bounded(collected(atReceipt, since, page, within), octets);
    } else if (filter.hasRedFlags() != null || flag != null) {
      sql = bounded(merged(atReceipt, since, " LIMIT " + bind(wanted + skip), page), octets);
    } else {
      sql = bounded(plain(common, page), octets);
    }
  }

  private static String columns(String toCome) {
    return String.format(
        Locale.ROOT,
        """
        t.record_id, t.id, %2$s, %3$s,
        CASE WHEN t.data_type = 'text' THEN t.text_data END AS text_data,
        t.is_correct_format, t.license_key_exists, t.product_exists,
        t.product_version_exists, t.event_id, t.occurred_at, t.created_at,
        coalesce(s.updated_at, t.created_at) AS updated_at,
        coalesce(s.flags, t.flags) AS red_flags, coalesce(s.pending, t.pending)%1$s AS pending_checks,
        coalesce(cardinality(s.flags) > 0, t.flagged) AS has_red_flags,
        octet_length(concat(%2$s, coalesce(s.flags, t.flags)))
        + CASE WHEN t.data_type = 'text' THEN coalesce(octet_length(t.text_data), 0) ELSE 0 END
        AS octets""",
        toCome,
        TelemetryField.columns(RecordJson.FIELDS),
        TelemetryField.columns(RecordJson.NUMBERS));
  }

  /** The checks that have not come to the record yet; only the newest records are looked at. */
  private static String toCome(String laterChecks) {
    return String.format(
        Locale.ROOT,
        """
         || CASE WHEN t.id > (SELECT min(p.last_id) FROM check_progress p
                               WHERE p.mode = 'live' AND p.check_id = ANY (%1$s))
                 THEN array(SELECT p.check_id FROM check_progress p
                             WHERE p.mode = 'live' AND p.check_id = ANY (%1$s) AND p.last_id < t.id
                             ORDER BY p.check_id)
                 ELSE '{}' END""",
        laterChecks);
  }

  /**
   * Whether all matches in the range of ids are collected before the first is shown. Otherwise they
   * are come across on a walk through the ids, which takes long if there are few.
   */
  static boolean collects(ReadFilter filter) {
    return filter.redFlag() != null && filter.place().skip() == 0;
  }

  private String plain(String common, String page) {
    return "SELECT "
        + columns
        + " FROM telemetry t LEFT JOIN standing s USING (record_id) WHERE "
        + common
        + " ORDER BY t.id"
        + page;
  }

  private String merged(String atReceipt, String since, String branchLimit, String page) {
    return String.format(
        Locale.ROOT,
        """
        SELECT * FROM (
          (SELECT %1$s %2$s ORDER BY t.id %4$s) UNION ALL (SELECT %1$s %3$s ORDER BY s.id %4$s)
        ) AS m ORDER BY id %5$s""",
        columns,
        atReceipt,
        since,
        branchLimit,
        page);
  }

  private String collected(String atReceipt, String since, String page, String within) {
    return String.format(
        Locale.ROOT,
        """
        WITH match AS MATERIALIZED (
          SELECT t.record_id, t.id %2$s UNION ALL SELECT s.record_id, s.id %3$s)
        SELECT %1$s
          FROM (SELECT record_id FROM match ORDER BY id %4$s) AS m
            JOIN telemetry t USING (record_id) LEFT JOIN standing s USING (record_id)
         WHERE true %5$s
         ORDER BY t.id""",
        columns,
        atReceipt,
        since,
        page,
        within);
  }

  /**
   * Leaves out the rows that certainly find no room; {@code found} tells how many there were. How
   * long a text is, PostgreSQL knows without reading it.
   *
   * @param rows gives {@code id}, and {@code octets} for each row's size
   */
  static String bounded(String rows, long octets) {
    return String.format(
        Locale.ROOT,
        """
        SELECT * FROM (
          SELECT r.*, count(*) OVER () AS found,
              sum(octets) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) - octets AS octets_before
            FROM (%s) AS r) AS p
         WHERE octets_before < %d ORDER BY id""",
        rows,
        octets);
  }

  String sql() {
    return sql;
  }

  Tuple parameters() {
    return Tuple.wrap(parameters);
  }

  private static String range(String table, String environment, String afterId, String upTo) {
    return String.format(
        Locale.ROOT,
        "%1$s.environment = %2$s AND %1$s.id > %3$s AND %1$s.id <= %4$s",
        table,
        environment,
        afterId,
        upTo);
  }

  /**
   * By the product's name, which is indexed. A record from before the product was known has it,
   * too.
   */
  private String scope(ApiKey reader) {
    String[] names = reader.products().stream().map(String::valueOf).toArray(String[]::new);
    return switch (names.length) {
      case 0 -> "";
      case 1 ->
          equal(TelemetryField.PRODUCT_ID, names[0])
              + KNOWN_PRODUCT; // comes in order out of its index
      default -> " AND t.product_id = ANY (" + bind(names) + ")" + KNOWN_PRODUCT;
    };
  }

  private String fields() {
    StringBuilder conditions = new StringBuilder();
    for (TelemetryField field : ReadFilter.PLAIN) {
      conditions.append(equal(field, filter.fields().get(field)));
    }
    for (TelemetryField field : ReadFilter.HASHED) {
      conditions.append(hashed(field, filter.fields().get(field)));
    }
    return conditions.toString();
  }

  private String hashed(TelemetryField field, @Nullable String value) {
    return value == null ? "" : " AND " + HashedText.equal("t." + field.columnName(), bind(value));
  }

  private String equal(TelemetryField field, @Nullable String value) {
    return value == null ? "" : " AND t." + field.columnName() + " = " + bind(value);
  }

  /** The client's event id or, where it sent none, the gateway's. */
  private String eventId() {
    if (filter.eventId() == null) {
      return "";
    }
    String id = bind(filter.eventId());
    return String.format(
        Locale.ROOT, " AND (t.event_id = %1$s OR (t.record_id = %1$s AND t.event_id IS NULL))", id);
  }

  /** Exact on the time of receipt; the bounds of the record ids single out the partitions. */
  private String time() {
    StringBuilder conditions = new StringBuilder();
    Instant from = filter.from();
    if (from != null) {
      conditions.append(" AND t.record_id >= ").append(bind(RecordIds.floor(from)));
      conditions.append(" AND t.created_at >= ").append(bind(from.atOffset(ZoneOffset.UTC)));
    }
    Instant to = filter.to();
    if (to != null) {
      conditions.append(" AND t.record_id < ").append(bind(RecordIds.floor(to.plusMillis(1))));
      conditions.append(" AND t.created_at < ").append(bind(to.atOffset(ZoneOffset.UTC)));
    }
    return conditions.toString();
  }

  /** Singles out the partitions of these days. */
  private String within(Days days) {
    if (days.equals(Days.ALL)) {
      return "";
    }
    StringJoiner either = new StringJoiner(" OR ", " AND (", ")").setEmptyValue(" AND false");
    within(days.closedFrom(), days.closedEnd(), either);
    within(days.openFrom(), days.openEnd(), either);
    return either.toString();
  }

  private void within(@Nullable UUID from, @Nullable UUID end, StringJoiner either) {
    if (from != null && end != null) {
      either.add("t.record_id >= " + bind(from) + " AND t.record_id < " + bind(end));
    }
  }

  private String flaggedAtReceipt(@Nullable String flag) {
    Boolean wanted = filter.hasRedFlags();
    return (wanted == null ? "" : wanted ? " AND t.flagged" : " AND NOT t.flagged")
        + (flag == null ? "" : " AND t.flagged AND t.flags @> ARRAY[" + flag + "]");
  }

  private String flaggedSince(@Nullable String flag) {
    Boolean wanted = filter.hasRedFlags();
    return (wanted == null ? "" : " AND cardinality(s.flags) " + (wanted ? "> 0" : "= 0"))
        + (flag == null ? "" : " AND s.flags @> ARRAY[" + flag + "]");
  }

  private String bind(Object value) {
    parameters.add(value);
    return "$" + parameters.size() + "::" + type(value);
  }

  private static String type(Object value) {
    if (value instanceof String) {
      return "text";
    }
    if (value instanceof String[]) {
      return "text[]";
    }
    if (value instanceof UUID) {
      return "uuid";
    }
    if (value instanceof OffsetDateTime) {
      return "timestamptz";
    }
    return "bigint";
  }
}
