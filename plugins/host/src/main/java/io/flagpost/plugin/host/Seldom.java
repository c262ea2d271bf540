package io.flagpost.plugin.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what happens too often to be said each time: it is said when it begins, and then how often
 * it happened, once a minute for as long as that goes on. Any thread.
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

  /** Once more; tells how often since it was said, if it is to be said now, else 0. */
  long count() {
    unsaid.incrementAndGet();
    long now = timer.nanoTime();
    long next = nextWord.get();
    return now - next >= 0 && nextWord.compareAndSet(next, now + PAUSE) ? unsaid.getAndSet(0) : 0;
  }
}
