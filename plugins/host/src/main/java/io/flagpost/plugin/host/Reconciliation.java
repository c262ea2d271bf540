package io.flagpost.plugin.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one look at the drop folder, the modes, the trust and the configuration leads to: new
 * versions are started beside the old ones; nothing is stopped yet. On the host's thread.
 */
final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  private final PluginHostOptions options;
  private final Timer timer;
  private final Function<String, Ledger> ledgers;
  private final List<Running> before;
  private final Map<String, Running> beforeById = new HashMap<>();

  private final List<Running> after = new ArrayList<>();
  private final List<PluginStatus> others = new ArrayList<>();
  private final List<RunningPlugin> started = new ArrayList<>();
  private final Set<String> hashes = new HashSet<>();
  private final Set<String> claimed = new HashSet<>();
  private final Set<String> decided = new HashSet<>();
  private final Set<String> refusedFiles = new HashSet<>();
  private final Set<String> refusedIds = new HashSet<>();

  Reconciliation(
      PluginHostOptions options,
      Timer timer,
      Function<String, Ledger> ledgers,
      List<Running> before) {
    this.options = options;
    this.timer = timer;
    this.ledgers = ledgers;
    this.before = before;
    before.forEach(running -> beforeById.put(running.id(), running));
  }

  /** Decides about every file, and about every plugin whose file is gone. */
  void decide(List<DropFolder.Arrival> arrivals) {
    List<DropFolder.Arrival> ordered = new ArrayList<>(arrivals);
    // Among files with one id, the one that runs has the first claim.
    ordered.sort(
        Comparator.comparingInt(this::strangeness).thenComparing(arrival -> arrival.name()));
    for (DropFolder.Arrival arrival : ordered) {
      arrival
          .content()
          .ifPresentOrElse(
              content -> decide(arrival, content), () -> refuse(arrival, arrival.problem()));
    }
    arrivals.forEach(this::discardUnlessUsed);
    for (Running running : before) {
      // A version that was to be replaced by one that is refused goes on.
      if (!decided.contains(running.id())
          && (refusedIds.contains(running.id()) || refusedFiles.contains(running.file()))) {
        after.add(running);
      }
    }
    after.sort(Comparator.comparingInt(this::rank).thenComparing(Running::id));
    others.sort(Comparator.comparing(PluginStatus::file));
  }

  /** The plugins that are to run from now on, in the catalog's order. */
  List<Running> after() {
    return after;
  }

  /** The files that are refused or disabled. */
  List<PluginStatus> others() {
    return others;
  }

  /** Those of the plugins that did not run before. */
  List<RunningPlugin> started() {
    return started;
  }

  /** Those that ran before and are not to run any more. */
  List<RunningPlugin> retired() {
    Set<RunningPlugin> staying = new HashSet<>();
    after.forEach(running -> staying.add(running.plugin()));
    return before.stream().map(Running::plugin).filter(p -> !staying.contains(p)).toList();
  }

  /** Whether the catalog is another one now. */
  boolean changesAnything() {
    return !after.stream()
        .map(Running::part)
        .toList()
        .equals(before.stream().map(Running::part).toList());
  }

  private void decide(DropFolder.Arrival arrival, DropFolder.Content content) {
    String id = arrival.id();
    if (!hashes.add(content.copy().sha256())) {
      refuse(arrival, "the same file is there under another name");
    } else if (!claimed.add(id)) {
      refuse(arrival, "duplicate id: there is a plugin " + id + " already");
    } else {
      decide(arrival, content, options.modes().apply(id));
    }
  }

  private void decide(DropFolder.Arrival arrival, DropFolder.Content content, PluginMode mode) {
    Optional<String> objection = objectionTo(arrival, content);
    if (objection.isEmpty() && mode == PluginMode.DISABLED) {
      decided.add(arrival.id());
      others.add(status(arrival, PluginStatus.State.DISABLED, ""));
    } else if (objection.isEmpty()) {
      run(arrival, content, mode);
    } else {
      if (runs(content)) {
        decided.add(arrival.id()); // trusted once, and no longer
      }
      refuse(arrival, objection.get());
    }
  }

  private void discardUnlessUsed(DropFolder.Arrival arrival) {
    arrival
        .content()
        .map(DropFolder.Content::copy)
        .filter(copy -> started.stream().noneMatch(plugin -> plugin.isLoadedFrom(copy)))
        .ifPresent(DropFolder::discard);
  }

  private void run(DropFolder.Arrival arrival, DropFolder.Content content, PluginMode mode) {
    String id = arrival.id();
    try {
      Running running = beforeById.get(id);
      boolean same =
          running != null
              && runs(content)
              && running.plugin().isConfiguredWith(options.configuration().apply(id));
      RunningPlugin plugin = running != null && same ? running.plugin() : start(content);
      after.add(new Running(arrival.name(), mode, plugin));
      decided.add(id);
    } catch (RefusedException e) {
      refuse(arrival, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      refuse(arrival, "cannot be configured: " + e.getMessage());
    }
  }

  private RunningPlugin start(DropFolder.Content content) {
    String id = content.plugin().id();
    RunningPlugin plugin = RunningPlugin.start(content, options, timer, ledgers.apply(id));
    started.add(plugin);
    return plugin;
  }

  private Optional<String> objectionTo(DropFolder.Arrival arrival, DropFolder.Content content) {
    try {
      return options
          .trust()
          .objectionTo(
              new PluginTrust.Candidate(
                  arrival.name(), content.plugin(), content.copy().file(), content.signature()));
    } catch (IOException | RuntimeException e) {
      String reason = "cannot tell whether it may be trusted: " + e.getMessage();
      if (runs(content)) {
        LOG.error("Plugin {} goes on as it was: {}", arrival.name(), reason);
        return Optional.empty(); // it was trusted, and nobody has said otherwise
      }
      return Optional.of(reason);
    }
  }

  private void refuse(DropFolder.Arrival arrival, String reason) {
    LOG.error("Plugin {} is refused: {}", arrival.name(), reason);
    refusedFiles.add(arrival.name());
    refusedIds.add(arrival.id());
    others.add(status(arrival, PluginStatus.State.REFUSED, reason));
  }

  private PluginStatus status(DropFolder.Arrival arrival, PluginStatus.State state, String reason) {
    String id = arrival.id();
    if (id.isEmpty()) {
      return new PluginStatus(
          arrival.name(),
          "",
          arrival.version(),
          PluginMode.LIVE,
          state,
          reason,
          List.of(),
          PluginStatus.Counts.NONE,
          0);
    }
    Ledger ledger = ledgers.apply(id);
    boolean disabled = state == PluginStatus.State.DISABLED;
    return new PluginStatus(
        arrival.name(),
        id,
        arrival.version(),
        options.modes().apply(id),
        state,
        reason,
        List.of(),
        disabled ? ledger.counts() : PluginStatus.Counts.NONE,
        ledger.leakedThreads());
  }

  private boolean runs(DropFolder.Content content) {
    Running running = beforeById.get(content.plugin().id());
    return running != null && running.plugin().file().sha256().equals(content.copy().sha256());
  }

  private int strangeness(DropFolder.Arrival arrival) {
    Running running = beforeById.get(arrival.id());
    if (running == null) {
      return 3;
    }
    boolean sameFile = running.file().equals(arrival.name());
    boolean sameContent = arrival.content().filter(this::runs).isPresent();
    return sameContent ? (sameFile ? 0 : 1) : sameFile ? 2 : 3;
  }

  private int rank(Running running) {
    int rank = options.builtIns().indexOf(running.id());
    return rank < 0 ? Integer.MAX_VALUE : rank;
  }

  /**
   * A plugin in the catalog.
   *
   * @param file the file's name in the drop folder
   * @param mode what it is there for
   * @param plugin the version that runs
   */
  record Running(String file, PluginMode mode, RunningPlugin plugin) {
    String id() {
      return plugin.file().id();
    }

    /** What of it makes a difference to the catalog. */
    Object part() {
      return List.of(plugin, mode);
    }
  }
}
