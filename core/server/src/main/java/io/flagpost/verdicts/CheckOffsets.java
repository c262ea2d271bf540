package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.verdicts.AfterStoreStep.Range;
import io.flagpost.verdicts.ProgressTable.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far every check is, and how far it can go.
 *
 * @param progress the id up to which each has judged
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

  /** Where a check is. */
  long of(CheckInfo check) {
    return progress.getOrDefault(Track.of(check), horizon);
  }

  /** Where the check is that is the furthest behind. */
  long lowest(List<CheckInfo> checks) {
    return checks.stream().mapToLong(this::of).min().orElse(horizon);
  }

  /** The checks of a plugin that are the furthest behind, up to where the next ones are. */
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
