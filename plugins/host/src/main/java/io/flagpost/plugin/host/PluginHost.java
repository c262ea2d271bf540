package io.flagpost.plugin.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginState;
import org.pf4j.PluginWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of this node: loads those in the drop folder and publishes their checks.
 *
 * <p>Opening and closing block, and belong to one thread that is no event loop; the rest is safe on
 * any. No plugin can make opening fail: one that cannot be loaded is named in the log and in {@link
 * #plugins()}.
 */
public final class PluginHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);

  private final PluginHostOptions options;
  private final Timer timer;
  private final Deadlines deadlines;
  private final RunFolder runFolder;
  private final IsolatingPluginManager manager;
  private final List<Loaded> loaded = new ArrayList<>();
  private final List<PluginStatus> refused = new ArrayList<>();
  private volatile CheckCatalog catalog;

  PluginHost(PluginHostOptions options, Timer timer) {
    this.options = options;
    this.timer = timer;
    this.deadlines = new Deadlines(timer);
    try {
      this.runFolder = RunFolder.open(options.runFolder());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + options.runFolder(), e);
    }
    this.manager = new IsolatingPluginManager(runFolder.path(), this::host);
    found().forEach(this::load);
    loaded.sort(Comparator.comparingInt(this::rank).thenComparing(Loaded::id));
    this.catalog = publish();
  }

  /**
   * Loads and starts every plugin of the drop folder.
   *
   * @throws UncheckedIOException if the run folder, which is the gateway's own, cannot be used
   */
  public static PluginHost open(PluginHostOptions options) {
    return new PluginHost(options, Timer.system());
  }

  /** The checks that run now. */
  public CheckCatalog catalog() {
    return catalog;
  }

  /** Every file of the drop folder and what became of it. */
  public synchronized List<PluginStatus> plugins() {
    return Stream.concat(loaded.stream().map(Loaded::status), refused.stream()).toList();
  }

  /** Stops every plugin, the last one first, and deletes the copies. */
  @Override
  public synchronized void close() {
    catalog =
        new PluginCatalog(
            options.hostChecks(), List.of(), options.limits().deadline(), timer, deadlines);
    Collections.reverse(loaded);
    loaded.forEach(this::unload);
    loaded.clear();
    deadlines.endAll();
    timer.close();
    try {
      runFolder.clear();
    } catch (IOException e) {
      LOG.warn("Cannot delete the copies of plugins in {}: {}", runFolder.path(), e.toString());
    }
  }

  private List<Path> found() {
    if (!Files.isDirectory(options.dropFolder())) {
      LOG.warn("No plugins: {} is no folder", options.dropFolder());
      return List.of();
    }
    try (Stream<Path> files = Files.list(options.dropFolder())) {
      return files.filter(PluginHost::isPlugin).sorted().toList();
    } catch (IOException e) {
      LOG.error("No plugins: cannot read {}", options.dropFolder(), e);
      return List.of();
    }
  }

  private static boolean isPlugin(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(path) && (name.endsWith(".jar") || name.endsWith(".zip"));
  }

  private void load(Path file) {
    String name = file.getFileName().toString();
    try {
      start(name, manager.loadPlugin(runFolder.copy(file)));
    } catch (RefusedException e) {
      refuse(PluginStatus.refused(name, "", "", String.valueOf(e.getMessage())));
    } catch (Exception | LinkageError | StackOverflowError e) {
      String reason = "cannot be read: " + Faults.describeWithMessage(e);
      refuse(PluginStatus.refused(name, "", "", reason));
    }
  }

  private void start(String file, String id) {
    PluginWrapper wrapper = manager.getPlugin(id);
    PluginDescriptor descriptor = wrapper.getDescriptor();
    if (manager.startPlugin(id) == PluginState.STARTED
        && wrapper.getPlugin() instanceof HostedPlugin plugin) {
      loaded.add(new Loaded(file, descriptor, plugin));
      LOG.info("Plugin {} {} runs, from {}", id, descriptor.getVersion(), file);
    } else {
      String reason = String.valueOf(wrapper.getFailedException().getMessage());
      manager.unloadPlugin(id);
      refuse(PluginStatus.refused(file, id, descriptor.getVersion(), reason));
    }
  }

  private void refuse(PluginStatus status) {
    LOG.error("Plugin {} is refused: {}", status.file(), status.reason());
    refused.add(status);
  }

  private void unload(Loaded plugin) {
    try {
      manager.stopPlugin(plugin.id());
      manager.unloadPlugin(plugin.id());
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("Plugin {}: cannot be unloaded", plugin.id(), e);
    }
  }

  private HostedPlugin host(PluginWrapper wrapper) {
    String id = wrapper.getPluginId();
    return new HostedPlugin(
        wrapper,
        options.builtIns().contains(id),
        options.modes().apply(id) == PluginMode.SHADOW,
        options.configuration().apply(id),
        options.limits(),
        timer);
  }

  private int rank(Loaded plugin) {
    int rank = options.builtIns().indexOf(plugin.id());
    return rank < 0 ? Integer.MAX_VALUE : rank;
  }

  private PluginCatalog publish() {
    List<PluginCatalog.Member> members = new ArrayList<>();
    for (Loaded each : loaded) {
      members.add(new PluginCatalog.Member(each.plugin().lane(), each.plugin().checks(), 0));
    }
    return new PluginCatalog(
        options.hostChecks(), members, options.limits().deadline(), timer, deadlines);
  }

  private record Loaded(String file, PluginDescriptor descriptor, HostedPlugin plugin) {
    String id() {
      return descriptor.getPluginId();
    }

    String version() {
      return descriptor.getVersion();
    }

    PluginStatus status() {
      boolean shut = plugin.lane().conduct().isQuarantined();
      return new PluginStatus(
          file,
          id(),
          version(),
          shut ? PluginStatus.State.QUARANTINED : PluginStatus.State.RUNNING,
          shut ? "failed repeatedly" : "",
          plugin.checks().stream().map(check -> check.info().id()).toList(),
          plugin.lane().conduct().counts());
    }
  }
}
