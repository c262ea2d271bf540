package io.flagpost.telemetry.followup;

import java.util.concurrent.TimeUnit;

/**
 * Bounds the share of the machine that judging stored records takes from requests: a pause follows
 * each batch, so that over time the work takes no more than its share. When records arrive more
 * slowly, the pauses are shorter, and without new records there are none: then the work catches up.
 * Not thread-safe.
 *
 * <p>The rate of new records is that of the horizon, whichever node receives them.
 */
public final class Throttle {
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
  public Throttle(int share, long now) {
    this.restPerWork = 100.0 / share - 1;
    this.restUntil = now;
  }

  /** Notes the horizon. */
  public void came(long upTo, long now) {
    if (begun && now > horizonAt) {
      perNano = (double) (upTo - horizon) / (now - horizonAt);
    }
    begun = true;
    horizon = upTo;
    horizonAt = now;
  }

  /** Notes a finished batch. */
  public void worked(long nanos, int records, long now) {
    double longest = nanos * restPerWork;
    double came = perNano * (nanos + longest);
    double pressure = records == 0 ? 0 : Math.min(1, came / records);
    long rest = (long) Math.min(LONGEST_REST, longest * pressure);
    restUntil = Math.max(restUntil, now + rest);
  }

  /** How long to pause from now on, in milliseconds. */
  public long restMillis(long now) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(restUntil - now));
  }
}
