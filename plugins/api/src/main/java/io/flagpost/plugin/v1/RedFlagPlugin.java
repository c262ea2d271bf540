package io.flagpost.plugin.v1;

import java.util.List;

/**
 * A plugin: the maker of its checks. The class that the manifest's {@code Plugin-Class} names
 * implements this and has a public constructor without parameters.
 *
 * <p>The host calls everything of a plugin on threads that belong to that plugin alone, with the
 * plugin's class loader as the context class loader. Logging goes through SLF4J, which the host
 * provides.
 */
public interface RedFlagPlugin {

  /**
   * Makes the plugin's checks; called once, before any of them runs.
   *
   * @return the checks, at least one and at most 64, in the order in which their flags are to be
   *     listed
   * @throws Exception if the plugin cannot work; it is refused then, by name
   */
  List<RedFlagCheck> start(PluginContext context) throws Exception;

  /**
   * Releases what {@link #start} took: threads, files, connections. Called once, after the last
   * check was called.
   */
  default void stop() throws Exception {}
}
