package io.flagpost.admin.plugins;

import io.flagpost.platform.refresh.Refresher;
import io.flagpost.plugin.host.PluginMode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The mode of each plugin: set over the admin API, else by the configuration, else live. Any
 * thread.
 */
public final class PluginModes implements Function<String, PluginMode> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SELECT = "SELECT plugin_id, mode FROM plugin_mode";

  private final Map<String, PluginMode> configured;
  private final Refresher<Map<String, PluginMode>> decided;

  /**
   * Created without reading the database; {@link #refresh} reads it.
   *
   * @param shadow ids that the configuration sets to shadow mode
   * @param disabled ids that the configuration disables; takes precedence over {@code shadow}
   * @param first the stored modes, as far as they are known from elsewhere
   */
  public PluginModes(
      Pool pool, List<String> shadow, List<String> disabled, Map<String, PluginMode> first) {
    Map<String, PluginMode> given = new HashMap<>();
    shadow.forEach(id -> given.put(id, PluginMode.SHADOW));
    disabled.forEach(id -> given.put(id, PluginMode.DISABLED));
    this.configured = Map.copyOf(given);
    this.decided =
        new Refresher<>("modes of plugins", before -> read(pool), LIMIT, Map.copyOf(first));
  }

  /** The mode of a plugin. No I/O. */
  @Override
  public PluginMode apply(String pluginId) {
    PluginMode mode = decided.get().get(pluginId);
    return mode == null ? configured.getOrDefault(pluginId, PluginMode.LIVE) : mode;
  }

  /** The stored modes, by the id of the plugin. No I/O. */
  public Map<String, PluginMode> decided() {
    return decided.get();
  }

  /**
   * Adds a listener that is called whenever the stored modes have been read, changed or not.
   *
   * @param follower must not block
   */
  public void whenLoaded(Runnable follower) {
    decided.whenLoaded(follower);
  }

  /**
   * Reads the stored modes again; the old ones stay in use if that fails.
   *
   * @return whether they have changed
   */
  public Future<Boolean> refresh() {
    Map<String, PluginMode> before = decided.get();
    return decided.refresh().map(read -> !decided.get().equals(before));
  }

  private static Future<Map<String, PluginMode>> read(Pool pool) {
    return pool.query(SELECT)
        .execute()
        .map(
            rows -> {
              Map<String, PluginMode> modes = new HashMap<>();
              for (Row row : rows) {
                modes.put(row.getString("plugin_id"), parse(row.getString("mode")));
              }
              return Map.copyOf(modes);
            });
  }

  static PluginMode parse(String mode) {
    return PluginMode.valueOf(mode.toUpperCase(Locale.ROOT));
  }

  static String print(PluginMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
