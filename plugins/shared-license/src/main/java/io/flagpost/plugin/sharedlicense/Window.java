package io.flagpost.plugin.sharedlicense;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The span of time that is counted, in microseconds, as the gateway keeps times of receipt; and the
 * steps, of equal length since 1970, in which it moves on for {@link RecordCounts}.
 */
final class Window {
  /** How many steps the window has. */
  static final int STEPS = 64;

  private static final long FURTHEST = Long.MAX_VALUE / 4; // far enough to add three of them
  private static final long MICROS = TimeUnit.SECONDS.toMicros(1);

  private final long length;
  private final long step;

  Window(Duration length) {
    this.length = Math.max(1, micros(length.getSeconds(), length.getNano() + 999));
    this.step = (this.length + STEPS - 1) / STEPS;
  }

  /** A time in microseconds since 1970. */
  static long micros(Instant time) {
    return micros(time.getEpochSecond(), time.getNano());
  }

  /** Where the window that ends now begins: nothing as old as that is in it. */
  long start(Instant now) {
    return micros(now) - length;
  }

  /** The number of the step that a time is in. */
  long stepOf(long time) {
    return Math.floorDiv(time, step);
  }

  /** Whether all of a step is in the window that begins here. */
  boolean holdsAllOf(long number, long start) {
    return number * step > start;
  }

  private static long micros(long seconds, int nanos) {
    if (Math.abs(seconds) > FURTHEST / MICROS - 1) {
      return seconds < 0 ? -FURTHEST : FURTHEST;
    }
    return seconds * MICROS + TimeUnit.NANOSECONDS.toMicros(nanos);
  }
}
