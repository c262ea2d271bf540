package io.flagpost.plugin.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running plugins, and their replacement. Methods that change it belong to the host's thread;
 * methods that read it may be called on any thread.
 */
final class PluginRoster {
  private static final Logger LOG = LoggerFactory.getLogger(PluginRoster.class);
  private static final long MOST_SECONDS_BEFORE_PUBLISH = 30;

  private final PluginHostOptions options;
  private final Timer timer;
  private final Deadlines deadlines;
  private final BlackBox blackBox;
  private volatile @Nullable FirstRecord firstRecord;
  private final Map<String, PluginCounters> ledgers = new ConcurrentHashMap<>();
  private volatile View view = new View(List.of(), List.of());
  private volatile CheckCatalog catalog;

  PluginRoster(PluginHostOptions options, Timer timer, Deadlines deadlines, BlackBox blackBox) {
    this.blackBox = blackBox;
    this.options = options;
    this.timer = timer;
    this.deadlines = deadlines;
    this.catalog = catalogOf(List.of());
  }

  CheckCatalog catalog() {
    return catalog;
  }

  List<PluginStatus> statuses() {
    View now = view;
    return Stream.concat(now.running().stream().map(this::status), now.others().stream()).toList();
  }

  int leakedThreads() {
    return ledgers.values().stream().mapToInt(PluginCounters::leakedThreads).sum();
  }

  /**
   * Adopts the first plugins, without asking whether their catalog may be published.
   *
   * @throws IllegalStateException naming each required plugin that is not running
   */
  void open(List<DropFolder.Arrival> arrivals) {
    Reconciliation first = reconcile(arrivals);
    publish(first, catalogOf(first.after()));
    List<String> missing = new ArrayList<>();
    for (String id : new TreeSet<>(options.required())) {
      if (!runs(id)) {
        missing.add(id + " (" + whyNot(id) + ")");
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "Required plugins are not running: " + String.join(", ", missing));
    }
  }

  private boolean runs(String id) {
    return view.running().stream().anyMatch(each -> each.id().equals(id));
  }

  private String whyNot(String id) {
    return view.others().stream()
        .filter(other -> other.id().equals(id))
        .findFirst()
        .map(other -> other.reason().isEmpty() ? "disabled" : other.reason())
        .orElse("not found in " + options.dropFolder());
  }

  /**
   * Starts new plugins, publishes a catalog with them, and stops plugins that are no longer needed
   * once they are idle.
   *
   * @throws IOException if the catalog may not be published; then everything stays unchanged
   */
  void update(List<DropFolder.Arrival> arrivals) throws IOException {
    Reconciliation change = reconcile(arrivals);
    if (!change.changesAnything()) {
      view = new View(change.after(), change.others());
      return;
    }
    CheckCatalog next = catalogOf(change.after());
    try {
      options
          .beforePublish()
          .apply(next)
          .toCompletableFuture()
          .get(MOST_SECONDS_BEFORE_PUBLISH, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      IOException failure = undo(change, "the gateway is stopping", e);
      Thread.currentThread().interrupt();
      throw failure;
    } catch (ExecutionException e) {
      throw undo(change, Faults.describeWithMessage(e), e);
    } catch (TimeoutException e) {
      throw undo(change, "no answer in " + MOST_SECONDS_BEFORE_PUBLISH + " seconds", e);
    } catch (RuntimeException e) {
      throw undo(change, Faults.describeWithMessage(e), e);
    }
    List<RunningPlugin> retired = new ArrayList<>(change.retired());
    publish(change, next);
    unload(retired);
  }

  /**
   * Passes a warm-up record to every plugin, one after the other, and from now on to each one that
   * is started. Blocking.
   *
   * @param record creates a new one for each plugin
   */
  void warmUp(Supplier<CheckCatalog.Received> record) {
    FirstRecord first = new FirstRecord(record, options.limits(), timer, deadlines);
    firstRecord = first;
    for (CatalogMember each : view.running()) {
      blackBox.marks().begin(each.plugin().content(), each.file(), "given its first record");
      first.show(each.plugin());
      blackBox.marks().survived(each.id());
      blackBox.marks().end(each.id());
    }
  }

  /** Whether there is a warm-up record; if not, {@link #warmUp} has not been called yet. */
  private boolean callFirst(RunningPlugin plugin) {
    FirstRecord first = firstRecord;
    if (first != null) {
      first.show(plugin);
    }
    return first != null;
  }

  /** Stops everything, the last one first, without waiting for records. */
  void close() {
    List<RunningPlugin> all = new ArrayList<>();
    view.running().forEach(each -> all.add(each.plugin()));
    catalog = catalogOf(List.of());
    view = new View(List.of(), List.of());
    Collections.reverse(all);
    all.forEach(RunningPlugin::unload);
  }

  private Reconciliation reconcile(List<DropFolder.Arrival> arrivals) {
    Reconciliation change =
        new Reconciliation(options, timer, this::ledger, blackBox, this::callFirst, view.running());
    try {
      change.decide(arrivals);
      return change;
    } catch (RuntimeException | Error e) {
      change.started().forEach(RunningPlugin::unload);
      throw e;
    }
  }

  private void publish(Reconciliation change, CheckCatalog next) {
    view = new View(change.after(), change.others());
    catalog = next;
    for (CatalogMember each : change.after()) {
      if (change.started().contains(each.plugin())) {
        LOG.info(
            "Started plugin {} {} from {}", each.id(), each.plugin().file().version(), each.file());
      }
    }
  }

  private static void unload(List<RunningPlugin> retired) {
    Collections.reverse(retired);
    boolean interrupted = false;
    try {
      Retirement.await(retired);
    } catch (InterruptedException e) {
      interrupted = true; // the host closes: records under way are left pending
    }
    retired.forEach(RunningPlugin::unload);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private IOException undo(Reconciliation change, String reason, Exception cause) {
    String text = "the new catalog cannot be published: " + reason;
    List<PluginStatus> others = new ArrayList<>();
    for (PluginStatus other : change.others()) {
      if (other.state() == PluginStatus.State.REFUSED || !runs(other.id())) {
        others.add(other);
      }
    }
    for (CatalogMember each : change.after()) {
      if (change.started().contains(each.plugin())) {
        others.add(describe(each, PluginStatus.State.REFUSED, text, List.of()));
      }
    }
    view = new View(view.running(), others);
    change.started().forEach(RunningPlugin::unload);
    return new IOException(text, cause);
  }

  private CheckCatalog catalogOf(List<CatalogMember> members) {
    return new PluginCatalog(
        options.hostChecks(),
        members.stream()
            .map(
                each ->
                    new PluginCatalog.Member(
                        each.plugin().lane(), each.plugin().checks(each.mode()), 0))
            .toList(),
        options.limits().deadline(),
        timer,
        deadlines);
  }

  private PluginStatus status(CatalogMember each) {
    String complaint = each.plugin().lane().conduct().complaint();
    return describe(
        each,
        complaint.isEmpty() ? PluginStatus.State.RUNNING : PluginStatus.State.QUARANTINED,
        complaint,
        each.plugin().checks(each.mode()).stream().map(check -> check.info().id()).toList());
  }

  private PluginStatus describe(
      CatalogMember each, PluginStatus.State state, String reason, List<String> checks) {
    PluginCounters ledger = ledger(each.id());
    return new PluginStatus(
        each.file(),
        each.id(),
        each.plugin().file().version(),
        each.mode(),
        state,
        reason,
        checks,
        ledger.counts(),
        ledger.leakedThreads());
  }

  private PluginCounters ledger(String id) {
    return ledgers.computeIfAbsent(id, key -> new PluginCounters(blackBox.activity().of(key)));
  }

  /** The published state at one moment. */
  private record View(List<CatalogMember> running, List<PluginStatus> others) {
    View {
      running = List.copyOf(running);
      others = List.copyOf(others);
    }
  }
}
