package io.flagpost.plugin.v1;

import java.util.List;

/**
 * A plugin, which creates its checks. The class in the manifest's {@code Plugin-Class} implements
 * this and has a public constructor without parameters.
 *
 * <p>The host calls a plugin only on threads that belong to that plugin alone, with the plugin's
 * class loader as the context class loader. Logging goes through SLF4J, which the host provides.
 */
public interface RedFlagPlugin {

  /**
   * Creates the plugin's checks; called once, before any of them runs.
   *
   * @return the checks, at least one and at most 64, in the order of their flags
   * @throws Exception if the plugin cannot work; it is then refused
   */
  List<RedFlagCheck> start(PluginContext context) throws Exception;

  /**
   * Releases the resources that {@link #start} acquired: threads, files, connections. Called once,
   * after the last check.
   */
  default void stop() throws Exception {}
}
