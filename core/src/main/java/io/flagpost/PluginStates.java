package io.flagpost;

import io.flagpost.plugin.host.PluginStatus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Sums up what the plugins do. */
final class PluginStates {
  private PluginStates() {}

  /** How many there are in each state, by its name in lower case. */
  static Map<String, Long> count(List<PluginStatus> plugins) {
    return Arrays.stream(PluginStatus.State.values())
        .collect(
            Collectors.toMap(
                state -> state.name().toLowerCase(Locale.ROOT),
                state -> plugins.stream().filter(plugin -> plugin.state() == state).count()));
  }

  /** What each has done, by its id, and then by what it is that is counted. */
  static Map<String, Map<String, Long>> counts(List<PluginStatus> plugins) {
    Map<String, Map<String, Long>> counts = new HashMap<>();
    for (PluginStatus plugin : plugins) {
      PluginStatus.Counts done = plugin.counts();
      if (plugin.state() != PluginStatus.State.REFUSED) {
        counts.put(
            plugin.id(),
            Map.of(
                "records", done.records(),
                "batches", done.batches(),
                "faults", done.faults(),
                "timeouts", done.timeouts(),
                "shed", done.shed(),
                "leaked_threads", (long) plugin.leakedThreads(),
                "quarantined", plugin.state() == PluginStatus.State.QUARANTINED ? 1L : 0L));
      }
    }
    return counts;
  }
}
