package io.flagpost.telemetry.query;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** FilterTimestamps as the read API gives them. */
final class FilterTimestamps {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

  private FilterTimestamps() {}

  /** Writes ISO-8601 in UTC, to the microsecond. */
  static String write(OffsetDateTime moment) {
    return MICROSECONDS.format(moment.withOffsetSameInstant(ZoneOffset.UTC));
  }
}
