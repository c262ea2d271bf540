package io.flagpost.bench.load;

/**
 * The schedule of an open loop: requests are due at fixed intervals, whatever the outcome of
 * others.
 */
final class Schedule {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long start;
  private final double interval;
  private long taken;

  /**
   * @param rate requests per second; 0 if none is ever due
   */
  Schedule(long start, int rate) {
    this.start = start;
    this.interval = rate == 0 ? Double.MAX_VALUE : NANOS_PER_SECOND / rate;
  }

  boolean isDue(long now) {
    return next() - now < 0;
  }

  /** Takes the next one; returns the moment at which it was due. */
  long take() {
    long due = next();
    taken++;
    return due;
  }

  /** The number of requests that are due by then and have not been taken. */
  long dueBy(long moment) {
    return Math.max(0, (long) Math.ceil((moment - start) / interval) - taken);
  }

  private long next() {
    return interval == Double.MAX_VALUE ? Long.MAX_VALUE : start + (long) (taken * interval);
  }
}
