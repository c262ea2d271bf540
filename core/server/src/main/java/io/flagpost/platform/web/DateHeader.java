package io.flagpost.platform.web;

import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The field {@code Date} of an answer, formatted once a second (RFC 9110 section 6.6.1). Any
 * thread: whoever finds it outdated formats it again, perhaps several at once, with the same
 * result.
 */
final class DateHeader {
  private static final int MILLIS = 1000;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private record Written(long second, CharSequence text) {}

  private final Clock clock;
  private volatile Written last = new Written(Long.MIN_VALUE, "");

  DateHeader(Clock clock) {
    this.clock = clock;
  }

  /** Its current value. */
  CharSequence now() {
    long second = Math.floorDiv(clock.millis(), MILLIS);
    Written written = last;
    if (written.second() != second) {
      String text = FORMAT.format(Instant.ofEpochSecond(second));
      written = new Written(second, HttpHeaders.createOptimized(text));
      last = written;
    }
    return written.text();
  }
}
