package io.flagpost.platform.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Moments as text: ISO-8601 in UTC, in the two forms that the APIs have. */
public final class TimestampText {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private TimestampText() {}

  /** As the telemetry API writes it: always six digits after the second. */
  public static String microseconds(Instant moment) {
    return MICROSECONDS.format(moment);
  }

  /** As the admin API and what is signed or sealed have it: no more digits than it takes. */
  public static String shortest(Instant moment) {
    return moment.toString();
  }

  /** As {@link #shortest} has it; null stays null. */
  public static @Nullable String shortestOrNull(@Nullable Instant moment) {
    return moment == null ? null : shortest(moment);
  }

  /**
   * Reads a moment with its offset, as the admin API takes it.
   *
   * @throws DateTimeException if it is none
   */
  public static Instant parse(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
