package io.flagpost.admin.plugins;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.plugin.host.PluginStatus;
import java.util.List;
import java.util.Locale;

/** Writes plugins for the admin API. */
final class PluginJson {
  private PluginJson() {}

  static ObjectNode list(List<PluginStatus> plugins) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode items = json.putArray("items");
    plugins.forEach(plugin -> items.add(one(plugin)));
    json.putNull("next_cursor");
    return json;
  }

  static ObjectNode one(PluginStatus plugin) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", plugin.id())
            .put("version", plugin.version())
            .put("file", plugin.file())
            .put("state", plugin.state().name().toLowerCase(Locale.ROOT))
            .put("mode", PluginModes.print(plugin.mode()))
            .put("reason", plugin.reason());
    ArrayNode checks = json.putArray("checks");
    plugin.checks().forEach(checks::add);
    PluginStatus.Counts counts = plugin.counts();
    return json.put("records", counts.records())
        .put("faults", counts.faults())
        .put("undecided", counts.undecided())
        .put("timeouts", counts.timeouts())
        .put("shed", counts.shed())
        .put("leaked_threads", plugin.leakedThreads());
  }
}
