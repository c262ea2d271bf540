package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.query.StoredPage;
import io.flagpost.query.StoredRecords;
import io.flagpost.verdicts.AfterStoreStep.Range;
import io.flagpost.verdicts.ProgressTable.Track;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges committed records in the order of their ids: by the checks that look at records after they
 * were stored, and by all checks of plugins in shadow.
 *
 * <p>Each check judges each record once, from the first record behind the moment at which it is
 * seen for the first time, in the mode that it is in. Each plugin advances on its own, so that a
 * slow one holds up no other; those that are equally far share what is read from the database. A
 * batch's verdicts and the progress of its checks are one transaction. On one context.
 */
final class AfterStore {
  private static final Logger LOG = LoggerFactory.getLogger(AfterStore.class);
  private static final long LAST_STEPS_SECONDS = 2;

  private final Vertx vertx;
  private final Pool pool;
  private final StoredRecords records;
  private final StoredChecks checks;
  private final VerdictWriter writer;
  private final NodeLock lock;
  private final Supplier<CheckCatalog> catalogs;
  private final VerdictSettings settings;
  private final Clock clock;
  private final Loop loop;
  private final Map<String, Future<Boolean>> steps = new HashMap<>();
  private final Map<String, Setbacks> setbacks = new HashMap<>();

  /** Where a plugin's next batch begins and ends, and for which of its checks. */
  private record Next(String pluginId, List<CheckInfo> checks, Range range) {}

  AfterStore(
      Vertx vertx,
      Context context,
      Pool pool,
      StoredRecords records,
      StoredChecks checks,
      VerdictWriter writer,
      NodeLock lock,
      Supplier<CheckCatalog> catalogs,
      VerdictSettings settings,
      Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.records = records;
    this.checks = checks;
    this.writer = writer;
    this.lock = lock;
    this.catalogs = catalogs;
    this.settings = settings;
    this.clock = clock;
    this.loop =
        new Loop(
            vertx,
            context,
            new Setbacks(LOG, "Judging stored records", settings.idle()),
            this::look);
  }

  /**
   * Begins. Done once every check there is has a place to begin at: records that are stored from
   * then on are judged.
   */
  Future<Void> start() {
    return places(wanted(catalogs.get())).<Void>mapEmpty().onSuccess(v -> loop.start());
  }

  /** Ends; batches that are not written by then will be judged by whoever comes next. */
  Future<Void> stop() {
    return loop.stop()
        .compose(v -> Future.join(new ArrayList<>(steps.values())))
        .timeout(LAST_STEPS_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .mapEmpty();
  }

  private static List<CheckInfo> wanted(CheckCatalog catalog) {
    return catalog.pluginChecks().stream()
        .filter(check -> check.shadow() || check.phase() == Phase.AFTER_STORE)
        .toList();
  }

  static VerdictMode mode(CheckInfo check) {
    return check.shadow() ? VerdictMode.SHADOW : VerdictMode.LIVE;
  }

  /** One look at who can go on; what goes on does so by itself. */
  private Future<Boolean> look() {
    return lock.hold()
        .compose(
            mine -> {
              CheckCatalog catalog = catalogs.get();
              List<CheckInfo> wanted =
                  wanted(catalog).stream()
                      // Who is done before the places are read has left the place that is read.
                      .filter(check -> !steps.containsKey(check.pluginId()))
                      .toList();
              return !mine || wanted.isEmpty()
                  ? Future.succeededFuture()
                  : places(wanted).onSuccess(places -> begin(catalog, wanted, places)).mapEmpty();
            })
        .map(false);
  }

  /** How far every check is, and how far it can go. */
  private record Places(Map<Track, Long> progress, long horizon) {}

  private Future<Places> places(List<CheckInfo> wanted) {
    return ProgressTable.read(pool)
        .compose(
            progress ->
                records
                    .horizon()
                    .compose(horizon -> settle(wanted, new Places(progress, horizon))));
  }

  /**
   * A new check begins at the horizon. So does one that changes its mode: what it has not judged in
   * this mode while it was in the other one, it was not meant to.
   */
  private Future<Places> settle(List<CheckInfo> wanted, Places places) {
    List<Track> fresh = new ArrayList<>();
    List<Track> left = new ArrayList<>();
    for (CheckInfo check : wanted) {
      Track track = new Track(check.id(), mode(check));
      if (places.progress().containsKey(track.other())) {
        left.add(track.other());
      }
      if (places.progress().putIfAbsent(track, places.horizon()) == null) {
        fresh.add(track);
      }
    }
    return ProgressTable.forget(pool, left)
        .compose(v -> ProgressTable.start(pool, fresh, places.horizon(), clock.instant()))
        .map(places);
  }

  private void begin(CheckCatalog catalog, List<CheckInfo> wanted, Places places) {
    Map<Range, AfterStoreStep.Batch> batches = new HashMap<>();
    Map<String, List<CheckInfo>> byPlugin =
        wanted.stream()
            .collect(
                Collectors.groupingBy(
                    CheckInfo::pluginId, LinkedHashMap::new, Collectors.toList()));
    byPlugin.forEach(
        (plugin, itsChecks) -> {
          Next next = next(plugin, itsChecks, places);
          if (next.range().upTo() > next.range().after()) {
            run(catalog, next, batches.computeIfAbsent(next.range(), this::read));
          }
        });
  }

  /** The checks of a plugin that are the furthest behind, up to where the next ones are. */
  private static Next next(String plugin, List<CheckInfo> checks, Places places) {
    long after = Long.MAX_VALUE;
    for (CheckInfo check : checks) {
      after = Math.min(after, place(check, places));
    }
    long upTo = places.horizon();
    List<CheckInfo> behind = new ArrayList<>();
    for (CheckInfo check : checks) {
      long place = place(check, places);
      if (place == after) {
        behind.add(check);
      } else {
        upTo = Math.min(upTo, place);
      }
    }
    return new Next(plugin, behind, new Range(after, upTo));
  }

  private static long place(CheckInfo check, Places places) {
    return places.progress().getOrDefault(new Track(check.id(), mode(check)), places.horizon());
  }

  private AfterStoreStep.Batch read(Range range) {
    Future<StoredPage> page = records.behind(range.after(), range.upTo(), settings.batch());
    return new AfterStoreStep.Batch(page, page.map(found -> checks.history(found.records())));
  }

  private void run(CheckCatalog catalog, Next next, AfterStoreStep.Batch batch) {
    Future<Boolean> step =
        new AfterStoreStep(pool, checks, writer, catalogs, clock)
            .run(catalog, next.checks(), next.range(), batch);
    steps.put(next.pluginId(), step);
    step.onSuccess(more -> done(next.pluginId(), more))
        .onFailure(failure -> failed(next.pluginId(), failure));
  }

  private void done(String plugin, boolean more) {
    Setbacks past = setbacks.remove(plugin);
    if (past != null) {
      past.succeeded();
    }
    steps.remove(plugin);
    if (more) {
      loop.poke();
    }
  }

  /** It keeps its place among those that are busy until it may try again. */
  private void failed(String plugin, Throwable failure) {
    if (failure instanceof StoppedException) {
      steps.remove(plugin);
      return;
    }
    if (failure instanceof OvertakenException) {
      LOG.debug("Plugin {}: batch dropped: {}", plugin, failure.getMessage());
      steps.remove(plugin);
      return;
    }
    Setbacks past =
        setbacks.computeIfAbsent(
            plugin,
            id -> new Setbacks(LOG, "Judging stored records by plugin " + id, settings.idle()));
    past.failed(failure);
    vertx.setTimer(past.pauseMillis(), id -> steps.remove(plugin));
  }
}
