package io.flagpost.plugin.v1;

import java.time.Clock;

/** What the host offers to a plugin for its whole life. */
public interface PluginContext {

  /** The plugin's id, as its manifest says. */
  String pluginId();

  /**
   * The plugin's own configuration, from {@code conf/plugins/<id>.yaml}.
   *
   * <p>Each component of the record is a key of the file, in kebab case: {@code mostUsers} is
   * {@code most-users}. Components may be {@code String}, {@code int}, {@code long}, {@code
   * double}, {@code boolean}, an enum, {@link java.time.Duration} ({@code 90d}, {@code 12h}, {@code
   * 30m}, {@code 45s}, {@code 250ms} or ISO-8601) or a {@code List<String>}. A component with a
   * {@link Default} may be left out. What has to hold beyond its type, the record's constructor
   * checks; the message of what it throws is shown to the operator.
   *
   * @param type a record with a canonical constructor
   * @throws IllegalArgumentException naming every problem: keys that are unknown or missing, values
   *     of the wrong type, and what the constructor refused. Let it pass: the plugin is refused
   *     then, with this text
   */
  <T extends Record> T configuration(Class<T> type);

  /** Tells the time; whatever depends on it can be tested. */
  Clock clock();
}
