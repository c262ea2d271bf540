package io.flagpost.plugin.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits log lines for frequent events: the first one is logged, and then the count, once a minute
 * for as long as it continues. Any thread.
 */
final class Seldom {
  private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

  private final Timer timer;
  private final AtomicLong unsaid = new AtomicLong();
  private final AtomicLong nextWord;

  Seldom(Timer timer) {
    this.timer = timer;
    this.nextWord = new AtomicLong(timer.nanoTime());
  }

  /**
   * Counts one more; returns the count since the last log line if it is time to log, otherwise 0.
   */
  long count() {
    unsaid.incrementAndGet();
    long now = timer.nanoTime();
    long next = nextWord.get();
    return now - next >= 0 && nextWord.compareAndSet(next, now + PAUSE) ? unsaid.getAndSet(0) : 0;
  }
}
