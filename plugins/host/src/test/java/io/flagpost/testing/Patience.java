package io.flagpost.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what others do, and gives slow machines time. */
public final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Patience() {}

  /**
   * Looks again and again until it is so.
   *
   * @param what what is waited for, for the failure's message
   */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = deadline();
    while (!condition.call()) {
      pause(deadline, what);
    }
  }

  /**
   * Looks again and again until nothing is left, for as long as it becomes less.
   *
   * @param what what is to be gone, for the failure's message
   */
  public static void untilGone(String what, Callable<Double> left) throws Exception {
    double least = Double.MAX_VALUE;
    long deadline = deadline();
    for (double now = left.call(); now > 0; now = left.call()) {
      if (now < least) {
        least = now;
        deadline = deadline();
      }
      pause(deadline, what + " are gone, of which " + now + " are left");
    }
  }

  private static long deadline() {
    return System.nanoTime() + LIMIT.toNanos();
  }

  private static void pause(long deadline, String what) {
    if (System.nanoTime() - deadline > 0) {
      throw new AssertionError("Waited in vain until " + what);
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
