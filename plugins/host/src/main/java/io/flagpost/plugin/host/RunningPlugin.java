package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pf4j.Plugin;
import org.pf4j.PluginFactory;
import org.pf4j.PluginState;
import org.pf4j.PluginWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One version of a plugin, loaded and started. Loads and unloads on the host's thread. */
final class RunningPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(RunningPlugin.class);

  private final DropFolder.Content content;
  private final Map<String, Object> configuration;
  private final IsolatingPluginManager manager;
  private final HostedPlugin hosted;
  private final LaneLimits limits;
  private final PluginCounters ledger;
  private final ExitWatch exits;

  private RunningPlugin(
      DropFolder.Content content,
      Map<String, Object> configuration,
      IsolatingPluginManager manager,
      HostedPlugin hosted,
      LaneLimits limits,
      PluginCounters ledger,
      ExitWatch exits) {
    this.exits = exits;
    this.content = content;
    this.configuration = configuration;
    this.manager = manager;
    this.hosted = hosted;
    this.limits = limits;
    this.ledger = ledger;
  }

  /** Makes the plugin when PF4J asks for it, and knows it from then on. */
  private static final class Hosting implements PluginFactory {
    private final Function<PluginWrapper, HostedPlugin> maker;
    private final Consumer<HostedPlugin> whenMade;
    private @Nullable HostedPlugin made;

    Hosting(Function<PluginWrapper, HostedPlugin> maker, Consumer<HostedPlugin> whenMade) {
      this.maker = maker;
      this.whenMade = whenMade;
    }

    @Override
    public Plugin create(PluginWrapper wrapper) {
      HostedPlugin hosted = maker.apply(wrapper);
      made = hosted;
      whenMade.accept(hosted);
      return hosted;
    }
  }

  /**
   * Loads and starts a copy.
   *
   * @param exits notified of its class loader before any of its code runs
   * @param file the file's name in the drop folder
   * @throws PluginRefusedException if that fails; then only the copy is left
   */
  static RunningPlugin start(
      DropFolder.Content content,
      String file,
      PluginHostOptions options,
      Timer timer,
      PluginCounters ledger,
      ExitWatch exits) {
    String id = content.plugin().id();
    Map<String, Object> configuration = Map.copyOf(options.configuration().apply(id));
    Hosting hosting =
        new Hosting(
            wrapper ->
                new HostedPlugin(
                    wrapper,
                    options.builtIns().contains(id),
                    configuration,
                    options.limits(),
                    timer,
                    ledger),
            hosted -> {
              if (hosted.classLoader() instanceof IsolatedClassLoader own) {
                exits.add(own, content, file);
              }
            });
    IsolatingPluginManager manager = new IsolatingPluginManager(content.copy().folder(), hosting);
    String reason;
    try {
      manager.loadPlugin(unpacked(content.copy()));
      PluginState state = manager.startPlugin(id);
      HostedPlugin hosted = hosting.made;
      if (state == PluginState.STARTED && hosted != null) {
        return new RunningPlugin(
            content, configuration, manager, hosted, options.limits(), ledger, exits);
      }
      PluginWrapper wrapper = manager.getPlugin(id);
      reason = String.valueOf(wrapper.getFailedException().getMessage());
    } catch (Exception | LinkageError | StackOverflowError e) {
      reason = "cannot be loaded: " + whyNot(e);
    }
    HostedPlugin failed = hosting.made;
    if (failed != null) {
      end(failed, id, options.limits(), ledger);
      exits.remove(failed.classLoader());
    }
    forget(manager, id);
    throw new PluginRefusedException(reason);
  }

  /** The jar itself, or a zip unpacked beside its copy; deleted together with the copy. */
  private static Path unpacked(RunFolder.Copy copy) {
    if (copy.file().toString().endsWith(".jar")) {
      return copy.file();
    }
    Path folder = copy.folder().resolve("unpacked");
    try {
      ZipUnpacking.unpack(copy.file(), folder, ArchiveRules.MOST_UNPACKED_BYTES);
    } catch (IOException e) {
      throw new PluginRefusedException("cannot be unpacked: " + FileTrouble.of(e), e);
    }
    return folder;
  }

  private static String whyNot(Throwable failure) {
    return failure instanceof PluginRefusedException
        ? String.valueOf(failure.getMessage())
        : LoadHints.of(failure).orElseGet(() -> Faults.describeWithMessage(failure));
  }

  PluginFile file() {
    return content.plugin();
  }

  /** The file it was loaded from. */
  DropFolder.Content content() {
    return content;
  }

  boolean isLoadedFrom(RunFolder.Copy other) {
    return content.copy().equals(other);
  }

  PluginLane lane() {
    return hosted.lane();
  }

  boolean isConfiguredWith(Map<String, Object> other) {
    return configuration.equals(other);
  }

  /** Its checks, in shadow or not. */
  List<HostedCheck> checks(PluginMode mode) {
    List<HostedCheck> checks = new ArrayList<>();
    hosted.checks().forEach(check -> checks.add(check.inShadow(mode == PluginMode.SHADOW)));
    return checks;
  }

  /** Stops it, ends its threads, closes its class loader, deletes its copy. */
  void unload() {
    ledger.activity.enter();
    try {
      manager.stopPlugin(file().id());
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("Plugin {}: cannot be stopped", file().id(), e);
    } finally {
      ledger.activity.leave();
    }
    end(hosted, file().id(), limits, ledger);
    exits.remove(hosted.classLoader());
    forget(manager, file().id());
    DropFolder.discard(content.copy());
    LOG.info("Plugin {} {} is unloaded", file().id(), file().version());
  }

  private static void end(
      HostedPlugin hosted, String id, LaneLimits limits, PluginCounters ledger) {
    hosted.lane().close();
    ledger.leaked(LeakedThreads.end(id, hosted.classLoader(), hosted.lane(), limits.stop()));
  }

  private static void forget(IsolatingPluginManager manager, String id) {
    try {
      if (Objects.nonNull(manager.getPlugin(id))) {
        manager.unloadPlugin(id);
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("Plugin {}: cannot be unloaded", id, e);
    }
  }
}
