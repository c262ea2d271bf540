package io.flagpost.node;

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

  /** Names those that are left out because they ended the process; empty if none is. */
  static String crashed(List<PluginStatus> plugins) {
    String ids =
        plugins.stream()
            .filter(plugin -> plugin.state() == PluginStatus.State.CRASHED)
            .map(PluginStatus::id)
            .distinct()
            .collect(Collectors.joining(", "));
    return ids.isEmpty() ? "" : "Plugins left out after they ended the process: " + ids + ".";
  }

  /** What each has done, by its id, and then by what it is that is counted. */
  static Map<String, Map<String, Double>> counts(List<PluginStatus> plugins) {
    Map<String, Map<String, Double>> counts = new HashMap<>();
    for (PluginStatus plugin : plugins) {
      PluginStatus.Counts done = plugin.counts();
      if (plugin.state() != PluginStatus.State.REFUSED) {
        counts.put(
            plugin.id(),
            Map.ofEntries(
                entry("records", done.records()),
                entry("batches", done.batches()),
                entry("faults", done.faults()),
                entry("undecided", done.undecided()),
                entry("timeouts", done.timeouts()),
                entry("shed", done.shed()),
                entry("answers", done.answers()),
                entry("answer_seconds", done.answerNanos() / 1e9),
                entry("flags", done.flags()),
                entry("leaked_threads", plugin.leakedThreads()),
                entry("quarantined", plugin.state() == PluginStatus.State.QUARANTINED ? 1 : 0)));
      }
    }
    return counts;
  }

  private static Map.Entry<String, Double> entry(String name, Number value) {
    return Map.entry(name, value.doubleValue());
  }
}
