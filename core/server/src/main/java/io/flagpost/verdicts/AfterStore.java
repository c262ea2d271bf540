package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.telemetry.followup.Backoff;
import io.flagpost.telemetry.followup.OvertakenException;
import io.flagpost.telemetry.followup.PollingLoop;
import io.flagpost.telemetry.followup.Throttle;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.verdicts.AfterStoreStep.Batch;
import io.flagpost.verdicts.AfterStoreStep.Range;
import io.flagpost.verdicts.CheckOffsets.Next;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs checks over committed records in the order of their ids: the checks on stored records, and
 * all checks of plugins in shadow.
 *
 * <p>Each check judges each record once, beginning at the horizon at which it is first seen in its
 * mode. Each plugin advances on its own, so that a slow one delays no other; those at the same
 * offset share what is read from the database. A batch's verdicts and the new offsets of its checks
 * are one transaction. A {@link Throttle} puts pauses between batches while records arrive fast. On
 * one context.
 */
final class AfterStore {
  private static final Logger LOG = LoggerFactory.getLogger(AfterStore.class);
  private static final long LAST_STEPS_SECONDS = 2;
  private static final long UNKNOWN = -1;

  /** What comes between two looks, when records come fast, is not behind yet. */
  private static final long BEHIND = 8_192;

  private final JobContext work;
  private final Throttle throttle;
  private final OffsetReader offsets;
  private final PollingLoop loop;
  private final Map<String, Future<StoredPage>> steps = new HashMap<>();
  private final Map<String, Backoff> backoff = new HashMap<>();
  private final HistoryTrails trails = new HistoryTrails();
  private volatile long lag = UNKNOWN;

  AfterStore(JobContext work) {
    this.work = work;
    this.throttle = new Throttle(work.settings().share(), System.nanoTime());
    this.offsets = new OffsetReader(work, throttle);
    this.loop =
        new PollingLoop(
            work.vertx(),
            work.context(),
            new Backoff(LOG, "Judging stored records", work.settings().idle()),
            this::look);
  }

  /**
   * Starts. Completes once every check has an offset: records that are stored from then on are
   * judged.
   */
  Future<Void> start() {
    return offsets
        .find(wanted(work.catalogs().get()))
        .<Void>mapEmpty()
        .onSuccess(v -> loop.start());
  }

  /**
   * Stops; batches that are not written by then will be judged by the next node to hold the lock.
   */
  Future<Void> stop() {
    return loop.stop()
        .compose(v -> Future.join(new ArrayList<>(steps.values())))
        .timeout(LAST_STEPS_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .mapEmpty();
  }

  static List<CheckInfo> wanted(CheckCatalog catalog) {
    return catalog.pluginChecks().stream()
        .filter(check -> check.fold().isEmpty())
        .filter(check -> check.shadow() || check.phase() == Phase.AFTER_STORE)
        .toList();
  }

  /**
   * How many records the check with the lowest offset still has to judge; negative while it is
   * unknown, because another node does the work. Any thread.
   */
  long lag() {
    return lag;
  }

  /** One look at which plugins can continue; their batches then run on their own. */
  private Future<Boolean> look() {
    if (throttle.restMillis(System.nanoTime()) > 0) {
      return Future.succeededFuture(false);
    }
    return work.lock()
        .hold()
        .onFailure(away -> lag = UNKNOWN)
        .compose(
            mine -> {
              if (!mine) {
                lag = UNKNOWN;
                return Future.succeededFuture();
              }
              CheckCatalog catalog = work.catalogs().get();
              List<CheckInfo> wanted = wanted(catalog);
              // A plugin that is done before the offsets are read has written the offset that is
              // read.
              List<CheckInfo> free =
                  wanted.stream().filter(check -> !steps.containsKey(check.pluginId())).toList();
              return offsets
                  .find(free)
                  .onSuccess(found -> lag = found.horizon() - found.lowest(wanted))
                  .onSuccess(found -> begin(catalog, free, found))
                  .mapEmpty();
            })
        .map(false);
  }

  private void begin(CheckCatalog catalog, List<CheckInfo> wanted, CheckOffsets found) {
    Map<Range, Batch> batches = new HashMap<>();
    Map<String, List<CheckInfo>> byPlugin =
        wanted.stream()
            .collect(
                Collectors.groupingBy(
                    CheckInfo::pluginId, LinkedHashMap::new, Collectors.toList()));
    byPlugin.forEach(
        (plugin, itsChecks) -> {
          Next next = found.next(plugin, itsChecks);
          if (!next.isEmpty()) {
            run(catalog, next, batches.computeIfAbsent(next.range(), this::read));
          }
        });
  }

  private Batch read(Range range) {
    Future<StoredPage> page =
        work.database().records().behind(range.after(), range.upTo(), work.settings().batch());
    HistoryWindows known = trails.at(range.after());
    return new Batch(page, page.map(found -> work.checks().history(found.records(), known)));
  }

  private void run(CheckCatalog catalog, Next next, Batch batch) {
    long begun = System.nanoTime();
    Future<StoredPage> step =
        new AfterStoreStep(work).run(catalog, next.checks(), next.range().after(), batch);
    steps.put(next.pluginId(), step);
    step.onSuccess(
            page -> {
              trails.put(page.upTo(), batch.history().result().windows());
              long left = next.range().upTo() - page.upTo();
              if (left >= BEHIND) {
                long now = System.nanoTime();
                throttle.worked(now - begun, page.records().size(), now);
              }
              done(next.pluginId(), left > 0);
            })
        .onFailure(failure -> failed(next.pluginId(), failure));
  }

  private void done(String plugin, boolean more) {
    Backoff past = backoff.remove(plugin);
    if (past != null) {
      past.succeeded();
    }
    steps.remove(plugin);
    if (more) {
      loop.poke(throttle);
    }
  }

  /** It counts as busy until it may try again. */
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
    Backoff past =
        backoff.computeIfAbsent(
            plugin,
            id ->
                new Backoff(LOG, "Judging stored records by plugin " + id, work.settings().idle()));
    past.failed(failure);
    work.vertx().setTimer(past.pauseMillis(), id -> steps.remove(plugin));
  }
}
