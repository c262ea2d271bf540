package io.flagpost.telemetry.spool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether PostgreSQL is known not to take records, so that nobody need wait to find out. Any
 * thread.
 */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
  private static final long NONE = 0;

  private final AtomicLong sinceNanos = new AtomicLong(NONE);

  boolean isKnown() {
    return sinceNanos.get() != NONE;
  }

  /** Whether it begins with this. */
  boolean begin(Throwable reason) {
    boolean begins = sinceNanos.compareAndSet(NONE, System.nanoTime() | 1);
    if (begins) {
      LOG.warn(
          "PostgreSQL takes no records: they go to the spool until it does. {}",
          reason.getMessage());
    }
    return begins;
  }

  void end() {
    long since = sinceNanos.getAndSet(NONE);
    if (since != NONE) {
      LOG.info(
          "PostgreSQL takes records again, after {} ms",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
    }
  }
}
