package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.verdicts.AfterStoreStep.Range;
import io.flagpost.verdicts.ProgressTable.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The offset of every check, and the horizon.
 *
 * @param progress the offset of each check: the id up to which it has judged
 * @param horizon the id up to which no record can appear any more
 */
record CheckOffsets(Map<Track, Long> progress, long horizon) {

  /** Where a plugin's next batch begins and ends, and for which of its checks. */
  record Next(String pluginId, List<CheckInfo> checks, Range range) {
    boolean isEmpty() {
      return range.upTo() <= range.after();
    }
  }

  CheckOffsets {
    progress = Map.copyOf(progress);
  }

  /** The offset of a check. */
  long of(CheckInfo check) {
    return progress.getOrDefault(Track.of(check), horizon);
  }

  /** The lowest offset of these checks. */
  long lowest(List<CheckInfo> checks) {
    return checks.stream().mapToLong(this::of).min().orElse(horizon);
  }

  /**
   * The next batch of a plugin: the checks with the lowest offset, up to the offset of the others.
   */
  Next next(String plugin, List<CheckInfo> checks) {
    long after = lowest(checks);
    long upTo = horizon;
    List<CheckInfo> behind = new ArrayList<>();
    for (CheckInfo check : checks) {
      long place = of(check);
      if (place == after) {
        behind.add(check);
      } else {
        upTo = Math.min(upTo, place);
      }
    }
    return new Next(plugin, behind, new Range(after, upTo));
  }
}
