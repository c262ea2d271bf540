package io.flagpost.admin.telemetry;

import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.database.StorableText;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.telemetry.ingest.ClientTime;
import io.flagpost.telemetry.ingest.ColumnText;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.record.TelemetryField;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a filter from the query parameters that every operation has that finds records; they are
 * described in {@code openapi/admin/telemetry.yaml} under {@code components/parameters}.
 *
 * <p>What was sent is found by what was sent: values of fields are trimmed, replaced and cut as
 * those of records are.
 */
final class RecordFilters {
  private static final int TEXT_LIMIT = 255;

  private static final List<TelemetryField> EXACT =
      List.of(
          TelemetryField.PRODUCT_ID,
          TelemetryField.USER_IDENTIFIER,
          TelemetryField.LICENSE_KEY,
          TelemetryField.ACTIVATION_IDENTIFIER,
          TelemetryField.PRODUCT_VERSION,
          TelemetryField.DATA_TYPE,
          TelemetryField.DATA_GROUP);

  private final AdminRequest request;
  private final List<FieldError> errors = new ArrayList<>();

  private RecordFilters(AdminRequest request) {
    this.request = request;
  }

  /**
   * The filter that a request asks for.
   *
   * @throws ProblemException 400 that names each parameter whose value is wrong
   */
  static RecordFilter of(AdminRequest request) {
    return new RecordFilters(request).filter();
  }

  private RecordFilter filter() {
    RecordFilter filter =
        new RecordFilter(
            fields(),
            request.queryParameter("event_id").map(UUID::fromString).orElse(null),
            new RecordFilter.Origin(trimmed("environment", TEXT_LIMIT), network()),
            flags(),
            new RecordFilter.Content(part("text"), formatError()),
            new RecordFilter.Pending(bool("pending"), texts("pending_check")),
            new RecordFilter.Times(
                moment("from"), moment("to"), moment("occurred_from"), moment("occurred_to")));
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalid(errors));
    }
    return filter;
  }

  private Map<TelemetryField, String> fields() {
    Map<TelemetryField, String> fields = new EnumMap<>(TelemetryField.class);
    for (TelemetryField field : EXACT) {
      String value = trimmed(field.columnName(), field.limit());
      if (value != null) {
        fields.put(field, value);
      }
    }
    return fields;
  }

  private RecordFilter.Flags flags() {
    String check = trimmed("check", TEXT_LIMIT);
    String version = trimmed("check_version", TEXT_LIMIT);
    if (version != null && check == null) {
      fail("check_version", "needs the check that it is a version of");
    }
    return new RecordFilter.Flags(
        bool("has_red_flags"),
        texts("red_flag"),
        texts("severity"),
        check,
        version,
        part("explanation"));
  }

  private @Nullable String network() {
    String value = trimmed("address", TEXT_LIMIT);
    if (value == null) {
      return null;
    }
    Optional<String> network = IpNetworks.canonicalNetwork(value);
    if (network.isEmpty()) {
      fail("address", "must be an IP address or a network such as 192.0.2.0/24");
    }
    return network.orElse(null);
  }

  private @Nullable TelemetryField formatError() {
    return request
        .queryParameter("format_error")
        .flatMap(
            name ->
                TelemetryField.ALL.stream()
                    .filter(field -> field.columnName().equals(name))
                    .findFirst())
        .orElse(null);
  }

  private @Nullable Boolean bool(String name) {
    return request.queryParameter(name).map(Boolean::valueOf).orElse(null);
  }

  /** Text of which a part is looked for: its white space counts. */
  private @Nullable String part(String name) {
    return request.queryParameter(name).map(StorableText::of).orElse(null);
  }

  private @Nullable String trimmed(String name, int limit) {
    String value = request.queryParameter(name).orElse(null);
    return value == null ? null : trimmed(name, value, limit);
  }

  private @Nullable String trimmed(String name, String value, int limit) {
    String trimmed = ColumnText.trim(value);
    if (trimmed.isEmpty()) {
      fail(name, "must not be blank");
      return null;
    }
    return ColumnText.fit(trimmed, limit);
  }

  private Set<String> texts(String name) {
    Set<String> texts = new TreeSet<>();
    for (String value : request.query().getOrDefault(name, List.of())) {
      String text = trimmed(name, value, TEXT_LIMIT);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private @Nullable Instant moment(String name) {
    String value = trimmed(name, TEXT_LIMIT);
    if (value == null) {
      return null;
    }
    Instant moment = ClientTime.parse(value);
    if (moment == null) {
      fail(name, "must be a time, such as 2026-11-30T12:00:00Z");
      return null;
    }
    // What is before a moment is before the whole microsecond at or after it.
    Instant whole = moment.truncatedTo(ChronoUnit.MICROS);
    return whole.equals(moment) ? whole : whole.plus(1, ChronoUnit.MICROS);
  }

  private void fail(String name, String reason) {
    errors.add(new FieldError(name, reason));
  }
}
