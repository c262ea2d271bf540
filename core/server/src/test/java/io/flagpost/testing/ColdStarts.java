package io.flagpost.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells event loops that are blocked from those that load classes for the first time, which takes
 * its time in a process as young as a test's and happens once. Any thread.
 */
final class ColdStarts {
  /** Whoever takes longer is not excused. */
  private static final long LONGEST_MILLIS = 2_000;

  /** Two looks at one and the same block agree on its begin by this much. */
  private static final long SAME_MILLIS = 60;

  private final Map<String, Long> begins = new ConcurrentHashMap<>();

  /**
   * Whether in this block, now or at an earlier look, classes were loaded.
   *
   * @param millis for how long it counts: without what a busy machine took of it
   */
  boolean excuse(Block block, long millis) {
    if (block.stack().stream().anyMatch(ColdStarts::isLoading)) {
      begins.put(block.thread(), block.since());
    }
    Long known = begins.get(block.thread());
    return known != null
        && Math.abs(known - block.since()) < SAME_MILLIS
        && millis < LONGEST_MILLIS;
  }

  private static boolean isLoading(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.ClassLoader")
        || frame.getClassName().equals("java.lang.invoke.MethodHandleNatives")
        || frame.getMethodName().equals("<clinit>");
  }
}
