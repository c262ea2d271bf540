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
 * @param configuration a plugin's configuration by its id; empty for none
 * @param limits what one plugin may take
 */
public record PluginHostOptions(
    Path dropFolder,
    Path runFolder,
    List<String> builtIns,
    List<CheckInfo> hostChecks,
    Function<String, Map<String, String>> configuration,
    LaneLimits limits) {

  /** The plugins that come with the gateway. */
  public static final List<String> BUILT_INS = List.of("license-key", "activation-match");

  public PluginHostOptions {
    Objects.requireNonNull(dropFolder, "dropFolder");
    Objects.requireNonNull(runFolder, "runFolder");
    Objects.requireNonNull(limits, "limits");
    builtIns = List.copyOf(builtIns);
    hostChecks = List.copyOf(hostChecks);
    Objects.requireNonNull(configuration, "configuration");
  }

  /** The built-in plugins, no configuration, the default limits. */
  public static PluginHostOptions of(Path dropFolder, Path runFolder) {
    return new PluginHostOptions(
        dropFolder, runFolder, BUILT_INS, List.of(), id -> Map.of(), LaneLimits.DEFAULT);
  }

  /** These options with checks that the gateway runs itself. */
  public PluginHostOptions withHostChecks(List<CheckInfo> other) {
    return new PluginHostOptions(dropFolder, runFolder, builtIns, other, configuration, limits);
  }

  /** These options with configuration for plugins. */
  public PluginHostOptions withConfiguration(Function<String, Map<String, String>> other) {
    return new PluginHostOptions(dropFolder, runFolder, builtIns, hostChecks, other, limits);
  }

  /** These options with other limits. */
  public PluginHostOptions withLimits(LaneLimits other) {
    return new PluginHostOptions(dropFolder, runFolder, builtIns, hostChecks, configuration, other);
  }
}
