package io.flagpost.node;

import io.flagpost.plugin.host.PluginStatus;
import java.util.List;
import java.util.stream.Collectors;

/** Summarises the states of the plugins. */
final class PluginStates {
  private PluginStates() {}

  /**
   * Names the plugins that are not loaded because they ended the process; empty if there are none.
   */
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
