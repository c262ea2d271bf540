package io.flagpost.plugin.host;

import java.util.List;

/**
 * A plugin in the catalog.
 *
 * @param file the file's name in the drop folder
 * @param mode what it is there for
 * @param plugin the version that runs
 */
record CatalogMember(String file, PluginMode mode, RunningPlugin plugin) {
  String id() {
    return plugin.file().id();
  }

  /** Whether it runs exactly this content. */
  boolean isOf(DropFolder.Content content) {
    return plugin.file().sha256().equals(content.copy().sha256());
  }

  /** What of it makes a difference to the catalog. */
  Object part() {
    return List.of(plugin, mode);
  }
}
