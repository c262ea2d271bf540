package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.Folding;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.query.StoredWalk;
import io.flagpost.verdicts.RecheckReport.Ending;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One re-check: page after page through the range. On one context, but for {@link #cancel}. */
final class RecheckRun {
  private final JobContext work;
  private final String pluginId;
  private final List<CheckInfo> asked;
  private final VerdictMode mode;
  private final boolean dryRun;
  private final Consumer<RecheckProgress> progress;
  private final RecheckTally tally = new RecheckTally();
  private final Promise<RecheckReport> report = Promise.promise();
  private final StoredRange range;
  private long run;
  private @Nullable RecheckFolds folds;
  private HistoryWindows known = HistoryWindows.NONE;
  private volatile boolean cancelled;

  RecheckRun(
      JobContext work,
      String pluginId,
      StoredRange range,
      boolean dryRun,
      Consumer<RecheckProgress> progress) {
    this.work = work;
    this.pluginId = pluginId;
    this.range = range;
    this.asked = checksOf(pluginId, work.catalogs().get());
    this.mode =
        asked.stream().anyMatch(CheckInfo::shadow) ? VerdictMode.SHADOW : VerdictMode.RECHECK;
    this.dryRun = dryRun;
    this.progress = progress;
  }

  private static List<CheckInfo> checksOf(String pluginId, CheckCatalog catalog) {
    return catalog.pluginChecks().stream().filter(c -> c.pluginId().equals(pluginId)).toList();
  }

  /** Whether there is such a plugin. */
  boolean hasPlugin() {
    return !asked.isEmpty();
  }

  /** Ends it after the current page. */
  void cancel() {
    cancelled = true;
  }

  Future<RecheckReport> report() {
    return report.future();
  }

  /**
   * Begins.
   *
   * @param number the run of its verdicts
   */
  void begin(long number) {
    run = number;
    CheckCatalog catalog = work.catalogs().get();
    List<Folding> folding =
        asked.stream().flatMap(check -> catalog.folding(check.id()).stream()).toList();
    Future<StoredWalk> walk;
    if (folding.isEmpty()) {
      walk = work.database().records().walk(range);
    } else {
      RecheckFolds begun = new RecheckFolds(work, folding, run);
      folds = begun;
      walk = work.database().records().walkUpTo(range, begun.window());
    }
    walk.onSuccess(this::go).onFailure(this::fail);
  }

  /** Processes page after page, without nesting futures. */
  private void go(StoredWalk walk) {
    CheckCatalog catalog = work.catalogs().get();
    if (walk.isOver()) {
      end(Ending.COMPLETE);
    } else if (cancelled) {
      end(Ending.CANCELLED);
    } else if (!checksOf(pluginId, catalog).equals(asked)) {
      end(Ending.PLUGIN_CHANGED);
    } else {
      walk.next(work.settings().batch())
          .compose(page -> look(catalog, page))
          .onSuccess(v -> work.context().runOnContext(w -> go(walk)))
          .onFailure(this::fail);
    }
  }

  void fail(Throwable failure) {
    if (failure instanceof StoppedException) {
      end(Ending.CANCELLED);
    } else {
      forgetStates().onComplete(v -> report.fail(failure));
    }
  }

  private void end(Ending ending) {
    forgetStates()
        .onComplete(
            v -> report.complete(tally.report(pluginId, asked.get(0).version(), dryRun, ending)));
  }

  private Future<Void> forgetStates() {
    RecheckFolds begun = folds;
    return begun == null ? Future.succeededFuture() : begun.end();
  }

  private Future<Void> look(CheckCatalog catalog, StoredPage page) {
    List<StoredRecord> records = page.records().stream().filter(range::contains).toList();
    return fold(page)
        .compose(
            found -> records.isEmpty() ? Future.succeededFuture() : look(catalog, records, found));
  }

  private Future<Map<UUID, Judged>> fold(StoredPage page) {
    RecheckFolds begun = folds;
    return begun == null
        ? Future.succeededFuture(Map.of())
        : begun.pass(page.records(), page.upTo(), range::contains);
  }

  private Future<Void> look(
      CheckCatalog catalog, List<StoredRecord> records, Map<UUID, Judged> found) {
    List<String> ids =
        asked.stream().filter(check -> check.fold().isEmpty()).map(CheckInfo::id).toList();
    PgHistory history = work.checks().history(records, known);
    return stands(records)
        .compose(
            stands ->
                work.checks()
                    .judge(catalog, records, history, record -> ids, done -> tell(records, done))
                    .compose(judged -> write(compare(with(judged, found), stands))))
        .onSuccess(v -> known = history.windows());
  }

  private static List<Judged> with(List<Judged> judged, Map<UUID, Judged> found) {
    return judged.stream()
        .map(
            one -> {
              Judged folded = found.get(one.record().recordId());
              return folded == null ? one : one.and(folded);
            })
        .toList();
  }

  /** How far it is within a page. */
  private void tell(List<StoredRecord> records, int done) {
    Instant reached = records.get(done - 1).telemetry().receivedAt();
    progress.accept(new RecheckProgress(tally.records() + done, reached));
  }

  /** The current verdicts on the records; for a plugin in shadow, its own. */
  private Future<Map<UUID, CurrentVerdict>> stands(List<StoredRecord> records) {
    if (mode == VerdictMode.SHADOW) {
      return VerdictTable.shadowOf(
          work.database().pool(), records.stream().map(StoredRecord::recordId).toList());
    }
    Map<UUID, CurrentVerdict> stands = new HashMap<>();
    for (StoredRecord record : records) {
      stands.put(
          record.recordId(),
          new CurrentVerdict(record.telemetry().correctFormat(), record.flags(), record.pending()));
    }
    return VerdictTable.addCounting(work.database().pool(), stands).map(stands);
  }

  /** Counts the differences, and tells what is to be written. */
  private List<Verdict> compare(List<Judged> judged, Map<UUID, CurrentVerdict> stands) {
    Instant now = work.clock().instant();
    List<Verdict> verdicts = new ArrayList<>();
    for (Judged one : judged) {
      CurrentVerdict stand = stands.get(one.record().recordId());
      if (stand != null) {
        compare(one, stand, now, verdicts);
      }
    }
    return verdicts;
  }

  private void compare(Judged judged, CurrentVerdict stand, Instant now, List<Verdict> verdicts) {
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    boolean unanswered = false;
    for (CheckInfo check : asked) {
      Verdict verdict = Verdict.of(judged, check, mode, run, now);
      List<String> stood = stand.codes(check.id());
      unanswered |= verdict.pending();
      before.addAll(stood);
      verdict.codes().forEach(after::add);
      boolean says = !verdict.flags().isEmpty() || !stood.isEmpty() || stand.isPending(check.id());
      if (says && !verdict.pending()) {
        verdicts.add(verdict);
      }
    }
    if (unanswered) {
      tally.pending();
    } else {
      tally.decided(judged.record(), before, after);
    }
  }

  private Future<Void> write(List<Verdict> verdicts) {
    return dryRun || verdicts.isEmpty()
        ? Future.succeededFuture()
        : work.database()
            .writer()
            .transact(
                connection ->
                    work.database().writer().write(connection, verdicts, work.clock().instant()));
  }
}
