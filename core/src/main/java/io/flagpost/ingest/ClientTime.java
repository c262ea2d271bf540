package io.flagpost.ingest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The client's own time: ISO-8601 (a date, or a date and a time with or without an offset, UTC if
 * there is none; a space instead of the T), Unix seconds, or milliseconds when above 10^11. To the
 * microsecond, which is what the database keeps; the rest is cut off.
 */
final class ClientTime {
  private static final int LONGEST = 64;
  private static final BigDecimal MILLISECONDS_ABOVE = BigDecimal.valueOf(100_000_000_000L);
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant BEHIND_LAST = Instant.parse("+10000-01-01T00:00:00Z");

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .parseLenient()
          .appendOffset("+HH", "Z") // which, lenient, takes minutes with or without a colon
          .parseStrict()
          .optionalEnd()
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withChronology(IsoChronology.INSTANCE)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final DateTimeFormatter CANONICAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ClientTime() {}

  /** The time in the years 1 to 9999 (UTC) that the text names, or null if it names none. */
  static @Nullable Instant parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    Instant time = NumberSyntax.isNumber(text) ? number(text) : iso(text);
    return time == null || time.isBefore(FIRST) || !time.isBefore(BEHIND_LAST)
        ? null
        : time.truncatedTo(ChronoUnit.MICROS);
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
    if (Math.abs((long) number.scale()) > LONGEST) {
      return null; // 1e999999999 is never written out
    }
    BigDecimal seconds =
        number.compareTo(MILLISECONDS_ABOVE) > 0 ? number.movePointLeft(3) : number;
    if (seconds.abs().compareTo(BigDecimal.valueOf(BEHIND_LAST.getEpochSecond())) > 0) {
      return null;
    }
    BigDecimal rounded = seconds.setScale(6, RoundingMode.FLOOR);
    BigDecimal whole = rounded.setScale(0, RoundingMode.FLOOR);
    long nanos = rounded.subtract(whole).movePointRight(9).longValueExact();
    return Instant.ofEpochSecond(whole.longValueExact(), nanos);
  }

  private static @Nullable Instant iso(String text) {
    try {
      boolean spaced = text.length() > 10 && text.charAt(10) == ' ';
      TemporalAccessor parsed =
          ISO.parse(spaced ? text.substring(0, 10) + 'T' + text.substring(11) : text);
      ZoneOffset offset = parsed.query(TemporalQueries.offset());
      LocalDateTime local =
          parsed.query(TemporalQueries.localTime()) == null
              ? LocalDate.from(parsed).atStartOfDay()
              : LocalDateTime.from(parsed);
      return local.toInstant(offset == null ? ZoneOffset.UTC : offset);
    } catch (DateTimeException e) {
      return null; // not a time: an unknown field like any other
    }
  }
}
