package io.flagpost.plugin.clonedactivation;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * How far back a record is compared, in microseconds, as the gateway keeps times of receipt; and
 * the spans, of equal length since 1970, of which {@link Memory} keeps some records each.
 */
final class Window {
  /** How many spans the window has. */
  static final int SPANS = 16;

  private static final long FURTHEST = Long.MAX_VALUE / 4; // far enough to add three of them
  private static final long MICROS = TimeUnit.SECONDS.toMicros(1);

  private final long length;
  private final long span;

  Window(Duration length) {
    this.length = Math.max(1, micros(length.getSeconds(), length.getNano() + 999));
    this.span = (this.length + SPANS - 1) / SPANS;
  }

  /** A time in microseconds since 1970. */
  static long micros(Instant time) {
    return micros(time.getEpochSecond(), time.getNano());
  }

  /** The time of so many microseconds since 1970. */
  static Instant time(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS),
        TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, MICROS)));
  }

  /** Where the window that ends now begins: nothing as old as that is in it. */
  long start(Instant now) {
    return micros(now) - length;
  }

  /** The number of the span that a time is in. */
  long spanOf(long time) {
    return Math.floorDiv(time, span);
  }

  /** Whether all of a span is in the window that begins here. */
  boolean holdsAllOf(long number, long start) {
    return number * span > start;
  }

  private static long micros(long seconds, int nanos) {
    if (Math.abs(seconds) > FURTHEST / MICROS - 1) {
      return seconds < 0 ? -FURTHEST : FURTHEST;
    }
    return seconds * MICROS + TimeUnit.NANOSECONDS.toMicros(nanos);
  }
}
