package io.flagpost.verdicts;

import java.util.concurrent.TimeUnit;

/**
 * Keeps judging stored records from taking the machine away from those who send them: after each
 * batch there is a rest, so that over time the work takes no more than its share. While records
 * come in more slowly than that, the rests are shorter, and without any there are none: that is
 * when the work catches up. Not thread-safe.
 *
 * <p>How fast records come in is told by the horizon, whichever node takes them.
 */
final class Throttle {
  private static final double LONGEST_REST = 1e9; // nanoseconds

  private final double restPerWork;

  // Until two horizons are known, nothing comes in.
  private boolean begun;
  private long horizon;
  private long horizonAt;
  private double perNano;

  private long restUntil;

  /**
   * @param share of the time, in percent
   * @param now the time, in nanoseconds since any moment
   */
  Throttle(int share, long now) {
    this.restPerWork = 100.0 / share - 1;
    this.restUntil = now;
  }

  /** Notes up to which id there are records now. */
  void came(long upTo, long now) {
    if (begun && now > horizonAt) {
      perNano = (double) (upTo - horizon) / (now - horizonAt);
    }
    begun = true;
    horizon = upTo;
    horizonAt = now;
  }

  /** Notes a batch that is done. */
  void worked(long nanos, int records, long now) {
    double longest = nanos * restPerWork;
    double came = perNano * (nanos + longest);
    double pressure = records == 0 ? 0 : Math.min(1, came / records);
    long rest = (long) Math.min(LONGEST_REST, longest * pressure);
    restUntil = Math.max(restUntil, now + rest);
  }

  /** How long to rest from now on, in milliseconds. */
  long restMillis(long now) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(restUntil - now));
  }
}
