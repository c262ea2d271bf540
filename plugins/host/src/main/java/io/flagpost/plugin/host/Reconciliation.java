package io.flagpost.plugin.host;

import io.flagpost.plugin.host.Claims.Claim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcome of one scan of the drop folder, the modes, the trust and the configuration: new
 * versions are started beside the old ones; nothing is stopped yet. On the host's thread.
 */
final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  private final PluginHostOptions options;
  private final Timer timer;
  private final Function<String, PluginCounters> ledgers;
  private final BlackBox blackBox;
  private final Predicate<RunningPlugin> firstCall;
  private final List<CatalogMember> before;
  private final Map<String, CatalogMember> beforeById = new HashMap<>();

  private final List<CatalogMember> after = new ArrayList<>();
  private final List<PluginStatus> others = new ArrayList<>();
  private final List<RunningPlugin> started = new ArrayList<>();
  private final Set<String> decided = new HashSet<>();
  private final Set<String> refusedFiles = new HashSet<>();
  private final Set<String> refusedIds = new HashSet<>();

  /**
   * @param firstCall passes a warm-up record to a started plugin; returns whether there was one
   */
  Reconciliation(
      PluginHostOptions options,
      Timer timer,
      Function<String, PluginCounters> ledgers,
      BlackBox blackBox,
      Predicate<RunningPlugin> firstCall,
      List<CatalogMember> before) {
    this.blackBox = blackBox;
    this.firstCall = firstCall;
    this.options = options;
    this.timer = timer;
    this.ledgers = ledgers;
    this.before = before;
    before.forEach(running -> beforeById.put(running.id(), running));
  }

  /** Decides on every file, and on every plugin whose file was deleted. */
  void decide(List<DropFolder.Arrival> arrivals) {
    Vetting vetting = new Vetting(options.trust(), beforeById::get);
    Claims claims = Claims.of(arrivals, vetting, options.builtIns()::contains, beforeById::get);
    claims.byId().values().forEach(this::decideAmong);
    others.sort(Comparator.comparing(PluginStatus::file));
    claims.strangers().forEach(this::refuse);
    arrivals.forEach(this::discardUnlessUsed);
    for (CatalogMember running : before) {
      // A version keeps running if its replacement was refused.
      if (!decided.contains(running.id())
          && (refusedIds.contains(running.id()) || refusedFiles.contains(running.file()))
          && vetting.stillTrusts(running)) {
        after.add(running);
      }
    }
    after.sort(Comparator.comparingInt(this::rank).thenComparing(CatalogMember::id));
  }

  /** The plugins that run from now on, in the catalog's order. */
  List<CatalogMember> after() {
    return after;
  }

  /** The files that are refused or disabled. */
  List<PluginStatus> others() {
    return others;
  }

  /** The plugins that were not running before. */
  List<RunningPlugin> started() {
    return started;
  }

  /** The plugins that were running and are to be stopped. */
  List<RunningPlugin> retired() {
    Set<RunningPlugin> staying = new HashSet<>();
    after.forEach(running -> staying.add(running.plugin()));
    return before.stream().map(CatalogMember::plugin).filter(p -> !staying.contains(p)).toList();
  }

  /** Whether the catalog has changed. */
  boolean changesAnything() {
    return !after.stream()
        .map(CatalogMember::part)
        .toList()
        .equals(before.stream().map(CatalogMember::part).toList());
  }

  /** Loads the first loadable one of a plugin's files; the others wait. */
  private void decideAmong(List<Claim> claims) {
    Claim chosen = null;
    Claim last = null;
    for (Claim claim : claims) {
      if (chosen != null) {
        refuse(claim.arrival(), claim.whyNot(chosen));
      } else if (last != null && claim.hasContentOf(last)) {
        refuse(claim.arrival(), claim.whyNot(last));
      } else if (decide(claim.arrival(), claim.content())) {
        chosen = claim;
      }
      last = claim;
    }
    if (chosen != null && claims.size() > 1) {
      LOG.warn(
          "Plugin {}: {} files contain it; {} is used, version {}, the newest that can be loaded",
          chosen.arrival().id(),
          claims.size(),
          chosen.arrival().name(),
          chosen.arrival().version());
    }
  }

  private boolean decide(DropFolder.Arrival arrival, DropFolder.Content content) {
    if (!arrival.problem().isEmpty()) {
      refuse(arrival, arrival.problem());
      return false;
    }
    PluginMode mode = options.modes().apply(arrival.id());
    if (mode == PluginMode.DISABLED) {
      decided.add(arrival.id());
      others.add(status(arrival, PluginStatus.State.DISABLED, ""));
      return true;
    }
    CatalogMember running = beforeById.get(arrival.id());
    Optional<String> crashes = blackBox.marks().objectionTo(content);
    if (crashes.isPresent() && (running == null || !running.isOf(content))) {
      LOG.error("Plugin {} is {}", arrival.name(), crashes.get());
      refusedIds.add(arrival.id());
      others.add(status(arrival, PluginStatus.State.CRASHED, crashes.get()));
      return false;
    }
    return run(arrival, content, mode);
  }

  private void discardUnlessUsed(DropFolder.Arrival arrival) {
    arrival
        .content()
        .map(DropFolder.Content::copy)
        .filter(copy -> started.stream().noneMatch(plugin -> plugin.isLoadedFrom(copy)))
        .ifPresent(DropFolder::discard);
  }

  private boolean run(DropFolder.Arrival arrival, DropFolder.Content content, PluginMode mode) {
    String id = arrival.id();
    try {
      CatalogMember running = beforeById.get(id);
      boolean same =
          running != null
              && running.isOf(content)
              && running.plugin().isConfiguredWith(options.configuration().apply(id));
      RunningPlugin plugin =
          running != null && same ? running.plugin() : start(arrival.name(), content);
      after.add(new CatalogMember(arrival.name(), mode, plugin));
      decided.add(id);
      return true;
    } catch (PluginRefusedException e) {
      refuse(arrival, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      refuse(arrival, "cannot be configured: " + e.getMessage());
    }
    return false;
  }

  /** Logged, and marked on disk, before any of its code runs, because it may never return. */
  private RunningPlugin start(String file, DropFolder.Content content) {
    String id = content.plugin().id();
    blackBox.marks().begin(content, file, "started");
    LOG.info("Starting plugin {} {} from {}", id, content.plugin().version(), file);
    try {
      RunningPlugin plugin =
          RunningPlugin.start(content, file, options, timer, ledgers.apply(id), blackBox.exits());
      started.add(plugin);
      if (firstCall.test(plugin)) {
        blackBox.marks().survived(id);
      }
      return plugin;
    } finally {
      blackBox.marks().end(id);
    }
  }

  private void refuse(DropFolder.Arrival arrival, String reason) {
    LOG.error("Plugin {} is refused: {}", arrival.name(), reason);
    refusedFiles.add(arrival.name());
    refusedIds.add(arrival.id());
    others.add(status(arrival, PluginStatus.State.REFUSED, reason));
  }

  /** It gets nothing of the plugin that it names: no mode, no counts, no running version. */
  private void refuse(Claims.Stranger stranger) {
    DropFolder.Arrival arrival = stranger.arrival();
    if (stranger.reason().equals(DropFolder.CHANGING)) {
      LOG.info("Plugin {} is not loaded yet: {}", arrival.name(), stranger.reason());
    } else {
      LOG.error("Plugin {} is refused: {}", arrival.name(), stranger.reason());
    }
    refusedFiles.add(arrival.name()); // the plugin that was loaded from this file keeps running
    CatalogMember running = beforeById.get(arrival.id());
    if (running != null && arrival.content().filter(running::isOf).isPresent()) {
      decided.add(arrival.id()); // was trusted, and no longer is
    }
    others.add(
        new PluginStatus(
            arrival.name(),
            arrival.id(),
            arrival.version(),
            PluginMode.LIVE,
            PluginStatus.State.REFUSED,
            stranger.reason(),
            List.of(),
            PluginStatus.Counts.NONE,
            0));
  }

  private PluginStatus status(DropFolder.Arrival arrival, PluginStatus.State state, String reason) {
    String id = arrival.id();
    PluginCounters ledger = ledgers.apply(id);
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

  private int rank(CatalogMember running) {
    int rank = options.builtIns().indexOf(running.id());
    return rank < 0 ? Integer.MAX_VALUE : rank;
  }
}
