package io.flagpost.plugin.host;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits until nobody needs plugins any more that are not in the catalog any more.
 *
 * <p>A caller may have taken the catalog before theirs was replaced and may ask it a moment later;
 * those records are theirs. So their lanes stay open until every record that was handed over has
 * been answered or has run out of time, and for a while no new one has come.
 */
final class Retirement {
  private static final long LOOK_MILLIS = 10;
  // Looks and not time: in a pause of the whole machine those who would ask are not heard either.
  private static final int QUIET_LOOKS = 25;
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private Retirement() {}

  /** Returns when they are quiet, or after a minute if somebody goes on asking them. */
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
