package io.flagpost.plugin.v1;

import java.time.Clock;

/** What the host offers to a plugin for its whole life. */
public interface PluginContext {

  /** The plugin's id, from its manifest. */
  String pluginId();

  /**
   * The plugin's own configuration, from {@code conf/plugins/<id>.yaml}.
   *
   * <p>Each component of the record is a key of the file, in kebab case: {@code mostUsers} is
   * {@code most-users}. Components may be {@code String}, {@code int}, {@code long}, {@code
   * double}, {@code boolean}, an enum, {@link java.time.Duration} ({@code 90d}, {@code 12h}, {@code
   * 30m}, {@code 45s}, {@code 250ms} or ISO-8601) or a {@code List<String>}. A component with a
   * {@link Default} may be omitted. The record's constructor checks everything beyond the types;
   * the operator sees the message of its exception.
   *
   * @param type a record with a canonical constructor
   * @throws IllegalArgumentException naming every problem: keys that are unknown or missing, values
   *     of the wrong type, and what the constructor refused. Do not catch it: the plugin is then
   *     refused with this message
   */
  <T extends Record> T configuration(Class<T> type);

  /** The clock to use, so that code that depends on the time can be tested. */
  Clock clock();
}
