package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.telemetry.query.StoredPage;
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
  private HistoryWindows known = HistoryWindows.NONE;
  private volatile boolean cancelled;

  RecheckRun(JobContext work, String pluginId, boolean dryRun, Consumer<RecheckProgress> progress) {
    this.work = work;
    this.pluginId = pluginId;
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

  /** Ends it behind the page that is being looked at. */
  void cancel() {
    cancelled = true;
  }

  Future<RecheckReport> report() {
    return report.future();
  }

  /** Looks at the next page, and so on, without one future inside the other. */
  void go(StoredWalk walk) {
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
      report.fail(failure);
    }
  }

  private void end(Ending ending) {
    report.complete(tally.report(pluginId, asked.get(0).version(), dryRun, ending));
  }

  private Future<Void> look(CheckCatalog catalog, StoredPage page) {
    List<StoredRecord> records = page.records();
    if (records.isEmpty()) {
      return Future.succeededFuture();
    }
    List<String> ids = asked.stream().map(CheckInfo::id).toList();
    PgHistory history = work.checks().history(records, known);
    return stands(records)
        .compose(
            stands ->
                work.checks()
                    .judge(catalog, records, history, record -> ids, done -> tell(records, done))
                    .compose(judged -> write(compare(judged, stands))))
        .onSuccess(v -> known = history.windows());
  }

  /** How far it is within a page. */
  private void tell(List<StoredRecord> records, int done) {
    Instant reached = records.get(done - 1).telemetry().receivedAt();
    progress.accept(new RecheckProgress(tally.records() + done, reached));
  }

  /** What stands of the records; for a plugin in shadow, what it said itself. */
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
      Verdict verdict = Verdict.of(judged, check, mode, now);
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
