package io.flagpost.telemetry.query;

import io.flagpost.telemetry.ingest.ClientTime;
import io.flagpost.telemetry.ingest.ColumnText;
import io.flagpost.telemetry.query.ReadFilter.Position;
import io.flagpost.telemetry.record.TelemetryField;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a filter from query parameters. Unknown parameters are ignored, blank ones count as not
 * given, and values are trimmed, replaced and cut as those of records are: what was sent is found
 * by what was sent.
 */
public final class ReadFilters {
  private static final int DEFAULT_PER_PAGE = 100;
  private static final int MAX_PER_PAGE = 1_000;
  private static final int MAX_PAGED_RECORDS = 10_000;

  /** How many code points the columns hold that are filtered by. */
  private static final int LONGEST_TEXT = 255;

  private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,30}");
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Map<String, String> parameters;
  private final Map<String, List<String>> errors = new LinkedHashMap<>();

  private ReadFilters(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  /**
   * Reads the filter.
   *
   * @param parameters decoded query parameters; of a repeated one, the last
   */
  public static ParsedFilter parse(Map<String, String> parameters) {
    return new ReadFilters(parameters).parse();
  }

  private ParsedFilter parse() {
    Map<TelemetryField, String> fields = new EnumMap<>(TelemetryField.class);
    Stream.of(ReadFilter.PLAIN, ReadFilter.HASHED)
        .flatMap(List::stream)
        .forEach(field -> field(field, fields));
    UUID eventId = uuid("event_id");
    Boolean hasRedFlags = bool("has_red_flags");
    String redFlag = text("red_flag");
    Instant from = moment("from");
    Instant to = moment("to");
    long page = integer("page", 1, 1, Long.MAX_VALUE, "must be at least 1");
    int perPage =
        (int) integer("per_page", DEFAULT_PER_PAGE, 1, MAX_PER_PAGE, "must be between 1 and 1000");
    long afterId = integer("after_id", -1, 0, Long.MAX_VALUE, "must be at least 0");
    boolean walks = afterId >= 0;
    int lastPage = MAX_PAGED_RECORDS / perPage;
    if (!walks && page > lastPage) {
      fail("page", "must not be greater than " + lastPage);
    }
    if (!errors.isEmpty()) {
      return new ParsedFilter.Invalid(errors);
    }
    return new ParsedFilter.Valid(
        new ReadFilter(
            fields,
            eventId,
            hasRedFlags,
            redFlag,
            from,
            to,
            perPage,
            walks ? new Position(afterId, 0) : new Position(0, (int) (page - 1) * perPage)));
  }

  private void field(TelemetryField field, Map<TelemetryField, String> fields) {
    String value = text(field.columnName());
    if (value != null) {
      fields.put(field, value);
    }
  }

  private @Nullable String text(String name) {
    String value = ColumnText.trim(parameters.getOrDefault(name, ""));
    return value.isEmpty() ? null : ColumnText.fit(value, LONGEST_TEXT);
  }

  private @Nullable UUID uuid(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    if (!UUID_TEXT.matcher(value).matches()) {
      fail(name, "must be a valid UUID");
      return null;
    }
    return UUID.fromString(value);
  }

  private @Nullable Boolean bool(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> {
        fail(name, "must be true or false");
        yield null;
      }
    };
  }

  private @Nullable Instant moment(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    Instant moment = ClientTime.parse(value);
    if (moment == null) {
      fail(name, "must be a valid date");
      return null;
    }
    // What was received before a moment was received before the whole microsecond at or after it.
    Instant whole = moment.truncatedTo(ChronoUnit.MICROS);
    return whole.equals(moment) ? whole : whole.plus(1, ChronoUnit.MICROS);
  }

  private long integer(String name, long fallback, long least, long most, String rule) {
    String value = text(name);
    if (value == null) {
      return fallback;
    }
    if (!INTEGER.matcher(value).matches()) {
      fail(name, "must be an integer");
      return fallback;
    }
    long number = new BigInteger(value).max(LOWEST).min(HIGHEST).longValueExact();
    if (number < least || number > most) {
      fail(name, rule);
      return fallback;
    }
    return number;
  }

  private void fail(String name, String rule) {
    errors.put(name, List.of("The " + name.replace('_', ' ') + " field " + rule + "."));
  }
}
