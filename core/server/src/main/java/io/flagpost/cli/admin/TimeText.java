package io.flagpost.cli.admin;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Parses points in time as people write them: exact, as a date, or relative to now. */
final class TimeText {
  static final String FORMS =
      "a time such as 2027-01-31T12:00:00Z, a day such as 2027-01-31 (its beginning in UTC), or"
          + " from now on: +90d, +12h, +30m";

  private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([smhdw])");

  private final Clock clock;

  TimeText(Clock clock) {
    this.clock = clock;
  }

  Instant read(String text) {
    try {
      if (text.startsWith("+")) {
        return now().plus(span(text.substring(1)));
      }
      if (text.length() <= "2027-01-31".length()) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException("'" + text + "' is not " + FORMS);
    }
  }

  /** The point in time after a span such as {@code 90d} from now. */
  Instant after(String span) {
    try {
      return now().plus(span(span));
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'" + span + "' is not a time span such as 90d, 12h or 30m");
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static Duration span(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw new DateTimeException(text);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
  }
}
