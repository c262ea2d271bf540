package io.flagpost.telemetry.ingest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A moment as clients write it, for {@code occurred_at} and the filters {@code from} and {@code to}
 * alike: as in RFC 3339, with any fraction of a second, a leap second, a blank in place of the T,
 * and UTC where no offset is named; a day, or an hour and minute, alone; or Unix seconds, which are
 * milliseconds when above 10^11. Pure functions, on any thread.
 */
public final class ClientTime {
  private static final int LONGEST = 255;
  private static final int LARGEST_SCALE = 64;
  private static final int NANO_DIGITS = 9;
  private static final int LEAP_SECOND = 60;
  private static final BigDecimal MILLISECONDS_ABOVE = BigDecimal.valueOf(100_000_000_000L);
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant BEHIND_LAST = Instant.parse("+10000-01-01T00:00:00Z");

  /** A blank before the offset is the plus sign that decoding a form or query made one of. */
  private static final Pattern DATE_AND_TIME =
      Pattern.compile(
          "(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
              + "([Tt ](?<hour>[0-9]{2}):(?<minute>[0-9]{2})"
              + "(:(?<second>[0-9]{2})([.](?<fraction>[0-9]+))?)?"
              + "([Zz]|(?<sign>[-+ ])(?<hours>[0-9]{2})(:?(?<minutes>[0-9]{2}))?)?)?");

  private static final DateTimeFormatter CANONICAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ClientTime() {}

  /**
   * The moment in the years 1 to 9999 (UTC) that the text names, to the nanosecond, what is finer
   * cut off; null if it names none.
   */
  public static @Nullable Instant parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    Instant time = NumberSyntax.isNumber(text) ? number(text) : dateAndTime(text);
    return time == null || time.isBefore(FIRST) || !time.isBefore(BEHIND_LAST) ? null : time;
  }

  /** The one text in which the gateway itself writes a time: microseconds and a Z. */
  static String format(Instant time) {
    return CANONICAL.format(time);
  }

  private static @Nullable Instant number(String text) {
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null; // an exponent beyond all measure
    }
    if (Math.abs((long) number.scale()) > LARGEST_SCALE) {
      return null; // 1e999999999 is never written out
    }
    BigDecimal seconds =
        number.compareTo(MILLISECONDS_ABOVE) > 0 ? number.movePointLeft(3) : number;
    if (seconds.abs().compareTo(BigDecimal.valueOf(BEHIND_LAST.getEpochSecond())) > 0) {
      return null;
    }
    BigDecimal rounded = seconds.setScale(NANO_DIGITS, RoundingMode.FLOOR);
    BigDecimal whole = rounded.setScale(0, RoundingMode.FLOOR);
    long nanos = rounded.subtract(whole).movePointRight(NANO_DIGITS).longValueExact();
    return Instant.ofEpochSecond(whole.longValueExact(), nanos);
  }

  private static @Nullable Instant dateAndTime(String text) {
    Matcher parts = DATE_AND_TIME.matcher(text);
    if (!parts.matches()) {
      return null; // not a time: an unknown field like any other
    }
    try {
      int second = number(parts, "second");
      boolean leaps = second == LEAP_SECOND;
      return LocalDate.parse(parts.group("date"))
          .atTime(
              LocalTime.of(
                  number(parts, "hour"),
                  number(parts, "minute"),
                  leaps ? LEAP_SECOND - 1 : second,
                  nanos(parts.group("fraction"))))
          .toInstant(ZoneOffset.UTC)
          .plusSeconds(leaps ? 1 : 0)
          .minusSeconds(offsetSeconds(parts));
    } catch (DateTimeException e) {
      return null; // nor is the 30th of February
    }
  }

  private static int offsetSeconds(Matcher parts) {
    int hours = number(parts, "hours");
    int minutes = number(parts, "minutes");
    int seconds = LocalTime.of(hours, minutes).toSecondOfDay(); // checks both
    return "-".equals(parts.group("sign")) ? -seconds : seconds;
  }

  private static int nanos(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    return Integer.parseInt((fraction + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS));
  }

  private static int number(Matcher parts, String group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
