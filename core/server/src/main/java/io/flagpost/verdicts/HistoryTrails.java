package io.flagpost.verdicts;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What earlier batches left for those that begin where they ended. Plugins are mostly equally far,
 * so there are few places; those that are left behind are read anew. Not thread-safe.
 */
final class HistoryTrails {
  private static final int MOST_PLACES = 4;

  private final Map<Long, HistoryWindows> windows = new LinkedHashMap<>();

  /** What is known to a batch that begins behind an id. */
  HistoryWindows at(long after) {
    return windows.getOrDefault(after, HistoryWindows.NONE);
  }

  /** Leaves something for batches that begin behind an id. */
  void put(long after, HistoryWindows left) {
    windows.remove(after);
    windows.put(after, left);
    if (windows.size() > MOST_PLACES) {
      windows.remove(windows.keySet().iterator().next());
    }
  }
}
