package io.flagpost.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** Moments as the read API takes and gives them. */
final class Moments {
  private static final DateTimeFormatter PARSER =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendValue(ChronoField.YEAR, 4)
          .appendPattern("-MM-dd['T'HH:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendPattern("[XXX][XX][X]]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

  private Moments() {}

  /**
   * Reads ISO-8601: a day, or a day and a time, with an offset or else in UTC. A blank stands for
   * the plus sign that a query string's decoding made of it.
   *
   * @throws DateTimeException if it is none
   */
  static Instant parse(String text) {
    TemporalAccessor parsed =
        PARSER.parseBest(
            text.replace(' ', '+'), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    if (parsed instanceof OffsetDateTime moment) {
      return moment.toInstant();
    }
    if (parsed instanceof LocalDateTime moment) {
      return moment.toInstant(ZoneOffset.UTC);
    }
    return LocalDate.from(parsed).atTime(LocalTime.MIN).toInstant(ZoneOffset.UTC);
  }

  /** Writes ISO-8601 in UTC, to the microsecond. */
  static String write(OffsetDateTime moment) {
    return MICROSECONDS.format(moment.withOffsetSameInstant(ZoneOffset.UTC));
  }
}
