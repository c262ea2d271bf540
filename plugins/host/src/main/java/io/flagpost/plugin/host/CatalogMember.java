package io.flagpost.plugin.host;

import java.util.List;

/**
 * A plugin in the catalog.
 *
 * @param file the file's name in the drop folder
 * @param mode its mode
 * @param plugin the running version
 */
record CatalogMember(String file, PluginMode mode, RunningPlugin plugin) {
  String id() {
    return plugin.file().id();
  }

  /** Whether it runs this very content. */
  boolean isOf(DropFolder.Content content) {
    return plugin.file().sha256().equals(content.copy().sha256());
  }

  /** The properties that matter to the catalog. */
  Object part() {
    return List.of(plugin, mode);
  }
}
