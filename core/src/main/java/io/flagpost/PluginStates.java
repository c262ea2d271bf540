package io.flagpost;

import io.flagpost.plugin.host.PluginStatus;
import java.util.Arrays;
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
}
