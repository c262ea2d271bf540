package io.flagpost.node;

import io.flagpost.plugin.host.PluginStatus;
import java.util.List;
import java.util.stream.Collectors;

/** Sums up what the plugins do. */
final class PluginStates {
  private PluginStates() {}

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
}
