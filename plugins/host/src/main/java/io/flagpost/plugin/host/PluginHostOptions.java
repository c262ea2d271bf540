package io.flagpost.plugin.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The options of the host.
 *
 * @param dropFolder where operators put plugins; only read
 * @param runFolder the folder of the loaded copies; used by this host alone and emptied when it
 *     opens. The folder beside it, with {@code .black-box} after its name, records which plugins
 *     may have ended the process before
 * @param builtIns the plugins that are shipped with the gateway, in the catalog's order: they come
 *     first, and their codes and checks have no prefix
 * @param hostChecks checks that the gateway runs itself, first in the catalog's list and id
 * @param configuration a plugin's configuration by its id, as {@link
 *     io.flagpost.plugin.v1.PluginContext#configuration} binds it; empty for none. An exception
 *     refuses the plugin. Called at every scan: a plugin whose configuration has changed is
 *     restarted
 * @param modes the mode of a plugin, by its id; called at every scan
 * @param limits the limits of one plugin
 * @param trust decides which plugins may be loaded; called at every scan
 * @param required plugins without which the host does not open
 * @param beforePublish awaited before a catalog replaces another, for half a minute at most; if it
 *     fails, everything stays unchanged. It is not called for the first catalog, which the caller
 *     of {@link PluginHost#open} gets before anybody else. Called on the host's thread
 */
public record PluginHostOptions(
    Path dropFolder,
    Path runFolder,
    List<String> builtIns,
    List<CheckInfo> hostChecks,
    Function<String, Map<String, Object>> configuration,
    Function<String, PluginMode> modes,
    LaneLimits limits,
    PluginTrust trust,
    Set<String> required,
    Function<CheckCatalog, CompletionStage<?>> beforePublish) {

  /** The plugins that are shipped with the gateway. */
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
    builtIns = List.copyOf(builtIns);
    hostChecks = List.copyOf(hostChecks);
    Objects.requireNonNull(configuration, "configuration");
    Objects.requireNonNull(modes, "modes");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(trust, "trust");
    required = Set.copyOf(required);
    Objects.requireNonNull(beforePublish, "beforePublish");
  }

  /**
   * The built-in plugins, no configuration, all live, the default limits, trust in every file,
   * nothing required, no action before publishing.
   */
  public static PluginHostOptions of(Path dropFolder, Path runFolder) {
    return new PluginHostOptions(
        dropFolder,
        runFolder,
        BUILT_INS,
        List.of(),
        id -> Map.of(),
        id -> PluginMode.LIVE,
        LaneLimits.DEFAULT,
        PluginTrust.open(PluginLock.EMPTY),
        Set.of(),
        catalog -> CompletableFuture.completedStage(catalog));
  }

  /** These options with checks that the gateway runs itself. */
  public PluginHostOptions withHostChecks(List<CheckInfo> other) {
    return changed(draft -> draft.hostChecks = other);
  }

  /** These options with configuration for plugins. */
  public PluginHostOptions withConfiguration(Function<String, Map<String, Object>> other) {
    return changed(draft -> draft.configuration = other);
  }

  /** These options with modes for plugins. */
  public PluginHostOptions withModes(Function<String, PluginMode> other) {
    return changed(draft -> draft.modes = other);
  }

  /** These options with other limits. */
  public PluginHostOptions withLimits(LaneLimits other) {
    return changed(draft -> draft.limits = other);
  }

  /** These options with another trust decision. */
  public PluginHostOptions withTrust(PluginTrust other) {
    return changed(draft -> draft.trust = other);
  }

  /** These options with plugins without which the host does not open. */
  public PluginHostOptions withRequired(Set<String> other) {
    return changed(draft -> draft.required = other);
  }

  /** These options with an action before a catalog replaces another. */
  public PluginHostOptions withBeforePublish(Function<CheckCatalog, CompletionStage<?>> other) {
    return changed(draft -> draft.beforePublish = other);
  }

  private PluginHostOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new PluginHostOptions(
        dropFolder,
        runFolder,
        builtIns,
        draft.hostChecks,
        draft.configuration,
        draft.modes,
        draft.limits,
        draft.trust,
        draft.required,
        draft.beforePublish);
  }

  /** A mutable copy of options, for building. */
  private static final class Draft {
    private List<CheckInfo> hostChecks;
    private Function<String, Map<String, Object>> configuration;
    private Function<String, PluginMode> modes;
    private LaneLimits limits;
    private PluginTrust trust;
    private Set<String> required;
    private Function<CheckCatalog, CompletionStage<?>> beforePublish;

    Draft(PluginHostOptions given) {
      this.hostChecks = given.hostChecks;
      this.configuration = given.configuration;
      this.modes = given.modes;
      this.limits = given.limits;
      this.trust = given.trust;
      this.required = given.required;
      this.beforePublish = given.beforePublish;
    }
  }
}
