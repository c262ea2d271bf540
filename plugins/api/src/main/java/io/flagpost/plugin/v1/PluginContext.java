package io.flagpost.plugin.v1;

import java.util.Map;

/** What the host offers to a plugin for its whole life. */
public interface PluginContext {

  /** The plugin's id, as its manifest says. */
  String pluginId();

  /** The plugin's own configuration by key; empty if the operator gave none. */
  Map<String, String> configuration();
}
