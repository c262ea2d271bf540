package io.flagpost.plugin.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What the host needs to know.
 *
 * @param dropFolder where operators put plugins; only ever read
 * @param runFolder where the copies that are loaded live; belongs to this host alone and is emptied
 *     when it opens
 * @param builtIns the plugins that come with the gateway, in the catalog's order: they come first,
 *     and their codes and checks go without a prefix
 * @param hostChecks checks that the gateway runs itself, named first in the catalog's list and id
 * @param configuration a plugin's configuration by its id, as {@link
 *     io.flagpost.plugin.v1.PluginContext#configuration} binds it; empty for none
 * @param modes what a plugin is there for, by its id
 * @param limits what one plugin may take
 */
public record PluginHostOptions(
    Path dropFolder,
    Path runFolder,
    List<String> builtIns,
    List<CheckInfo> hostChecks,
    Function<String, Map<String, Object>> configuration,
    Function<String, PluginMode> modes,
    LaneLimits limits) {

  /** The plugins that come with the gateway. */
  public static final List<String> BUILT_INS =
      List.of(
          "license-key",
          "activation-match",
          "clock-skew",
          "checksum",
          "shared-license",
          "cloned-activation",
          "replayed-request");

  public PluginHostOptions {
    Objects.requireNonNull(dropFolder, "dropFolder");
    Objects.requireNonNull(runFolder, "runFolder");
    Objects.requireNonNull(limits, "limits");
    builtIns = List.copyOf(builtIns);
    hostChecks = List.copyOf(hostChecks);
    Objects.requireNonNull(configuration, "configuration");
    Objects.requireNonNull(modes, "modes");
  }

  /** The built-in plugins, no configuration, all live, the default limits. */
  public static PluginHostOptions of(Path dropFolder, Path runFolder) {
    return new PluginHostOptions(
        dropFolder,
        runFolder,
        BUILT_INS,
        List.of(),
        id -> Map.of(),
        id -> PluginMode.LIVE,
        LaneLimits.DEFAULT);
  }

  /** These options with checks that the gateway runs itself. */
  public PluginHostOptions withHostChecks(List<CheckInfo> other) {
    return new PluginHostOptions(
        dropFolder, runFolder, builtIns, other, configuration, modes, limits);
  }

  /** These options with configuration for plugins. */
  public PluginHostOptions withConfiguration(Function<String, Map<String, Object>> other) {
    return new PluginHostOptions(dropFolder, runFolder, builtIns, hostChecks, other, modes, limits);
  }

  /** These options with modes for plugins. */
  public PluginHostOptions withModes(Function<String, PluginMode> other) {
    return new PluginHostOptions(
        dropFolder, runFolder, builtIns, hostChecks, configuration, other, limits);
  }

  /** These options with other limits. */
  public PluginHostOptions withLimits(LaneLimits other) {
    return new PluginHostOptions(
        dropFolder, runFolder, builtIns, hostChecks, configuration, modes, other);
  }
}
