package io.flagpost.verdicts;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * History that earlier batches leave for those that begin where they ended. Plugins are mostly at
 * the same offset, so there are few entries; where there is none, history is read again. Not
 * thread-safe.
 */
final class HistoryTrails {
  private static final int MOST_PLACES = 4;

  private final Map<Long, HistoryWindows> windows = new LinkedHashMap<>();

  /** The history known to a batch that begins after an id. */
  HistoryWindows at(long after) {
    return windows.getOrDefault(after, HistoryWindows.NONE);
  }

  /** Keeps history for batches that begin after an id. */
  void put(long after, HistoryWindows left) {
    windows.remove(after);
    windows.put(after, left);
    if (windows.size() > MOST_PLACES) {
      windows.remove(windows.keySet().iterator().next());
    }
  }
}
