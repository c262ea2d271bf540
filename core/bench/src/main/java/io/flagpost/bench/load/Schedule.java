package io.flagpost.bench.load;

/** When the requests of an open loop are due: at fixed intervals, whatever became of the others. */
final class Schedule {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long start;
  private final double interval;
  private long taken;

  /**
   * @param rate requests per second; 0: none is ever due
   */
  Schedule(long start, int rate) {
    this.start = start;
    this.interval = rate == 0 ? Double.MAX_VALUE : NANOS_PER_SECOND / rate;
  }

  boolean isDue(long now) {
    return next() - now < 0;
  }

  /** Takes the next one out; returns the moment that it was due. */
  long take() {
    long due = next();
    taken++;
    return due;
  }

  /** How many that were due by then have not been taken. */
  long dueBy(long moment) {
    return Math.max(0, (long) Math.ceil((moment - start) / interval) - taken);
  }

  private long next() {
    return interval == Double.MAX_VALUE ? Long.MAX_VALUE : start + (long) (taken * interval);
  }
}
