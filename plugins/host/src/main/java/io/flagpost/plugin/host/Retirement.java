package io.flagpost.plugin.host;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits until plugins that have left the catalog are no longer used.
 *
 * <p>A caller may have taken the catalog before it was replaced, and use it a moment later; those
 * records still belong to the old plugins. So their lanes stay open until every record handed over
 * has been answered or has timed out, and no new one has arrived for a while.
 */
final class Retirement {
  private static final long LOOK_MILLIS = 10;
  // Counted in polls, not in time: during a pause of the whole machine, callers are paused, too.
  private static final int QUIET_LOOKS = 25;
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private Retirement() {}

  /** Returns when they are idle, or after a minute if they are still used. */
  static void await(List<RunningPlugin> retired) throws InterruptedException {
    long start = System.nanoTime();
    long arrivals = arrivals(retired);
    int quiet = 0;
    while (!retired.isEmpty() && quiet < QUIET_LOOKS && System.nanoTime() - start < MOST_NANOS) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      long now = arrivals(retired);
      boolean idle = retired.stream().allMatch(plugin -> plugin.lane().isIdle());
      quiet = idle && now == arrivals ? quiet + 1 : 0;
      arrivals = now;
    }
  }

  private static long arrivals(List<RunningPlugin> plugins) {
    return plugins.stream().mapToLong(plugin -> plugin.lane().arrivals()).sum();
  }
}
