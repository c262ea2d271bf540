package io.flagpost.admin.telemetry;

import io.flagpost.admin.api.Scope;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.TelemetryField;
import io.flagpost.telemetry.record.TelemetryRecord;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the filters mean, said again without SQL, from what is written about them in the
 * description.
 */
final class PlainSearch {
  private final Map<String, List<String>> query;

  PlainSearch(Map<String, List<String>> query) {
    this.query = query;
  }

  /**
   * Whether a record is found.
   *
   * @param toCome the checks that have not come to it yet
   */
  boolean finds(Kept kept, Set<String> toCome, Scope scope) {
    TelemetryRecord record = kept.record();
    Set<String> pending = new LinkedHashSet<>(kept.pending());
    pending.addAll(toCome);
    return scope.allows(record.environment(), record.knownProductId())
        && fields(record)
        && equal("environment", record.environment())
        && event(record)
        && address(record)
        && (one("has_red_flags") == null
            || Boolean.parseBoolean(one("has_red_flags")) != kept.codes().isEmpty())
        && flags(kept)
        && (one("pending") == null || Boolean.parseBoolean(one("pending")) != pending.isEmpty())
        && (many("pending_check").isEmpty()
            || !Collections.disjoint(many("pending_check"), pending))
        && contains(record.fields().textData(), one("text"))
        && formatError(kept)
        && within(record.receivedAt(), "from", "to")
        && within(record.occurredAt(), "occurred_from", "occurred_to");
  }

  private boolean fields(TelemetryRecord record) {
    return List.of(
            TelemetryField.PRODUCT_ID,
            TelemetryField.USER_IDENTIFIER,
            TelemetryField.LICENSE_KEY,
            TelemetryField.ACTIVATION_IDENTIFIER,
            TelemetryField.PRODUCT_VERSION,
            TelemetryField.DATA_TYPE,
            TelemetryField.DATA_GROUP)
        .stream()
        .allMatch(field -> equal(field.columnName(), field.of(record.fields())));
  }

  private boolean event(TelemetryRecord record) {
    String wanted = one("event_id");
    UUID id = record.eventId() == null ? record.recordId() : record.eventId();
    return wanted == null || UUID.fromString(wanted).equals(id);
  }

  private boolean address(TelemetryRecord record) {
    String wanted = one("address");
    return wanted == null || IpNetworks.of(List.of(wanted)).contains(record.clientAddress());
  }

  private boolean flags(Kept kept) {
    List<String> codes = many("red_flag");
    boolean details =
        !many("severity").isEmpty() || one("check") != null || one("explanation") != null;
    if (!details) {
      return codes.isEmpty() || !Collections.disjoint(codes, kept.codes());
    }
    return kept.told().stream()
        .anyMatch(
            told ->
                (codes.isEmpty() || codes.contains(told.flag().code()))
                    && (many("severity").isEmpty()
                        || many("severity").contains(told.flag().severity()))
                    && equal("check", told.flag().checkId())
                    && equal("check_version", told.version())
                    && contains(told.flag().explanation(), one("explanation")));
  }

  private boolean formatError(Kept kept) {
    String field = one("format_error");
    return field == null
        || kept.request().verdict().flags().stream()
            .filter(flag -> flag.code().equals("incorrect_format"))
            .map(RaisedFlag::evidence)
            .anyMatch(evidence -> evidence.containsKey(field));
  }

  private boolean within(@Nullable Instant moment, String from, String to) {
    String first = one(from);
    String end = one(to);
    if (moment == null) {
      return first == null && end == null;
    }
    return (first == null || !moment.isBefore(Instant.parse(first)))
        && (end == null || moment.isBefore(Instant.parse(end)));
  }

  private boolean equal(String name, @Nullable String value) {
    String wanted = one(name);
    return wanted == null || wanted.equals(value);
  }

  /** All texts of the tests are ASCII where letters count. */
  private static boolean contains(@Nullable String text, @Nullable String part) {
    return part == null
        || (text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)));
  }

  private @Nullable String one(String name) {
    List<String> values = many(name);
    return values.isEmpty() ? null : values.get(0);
  }

  private List<String> many(String name) {
    return query.getOrDefault(name, List.of());
  }
}
