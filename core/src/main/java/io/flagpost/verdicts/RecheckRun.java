package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.query.StoredPage;
import io.flagpost.query.StoredRecord;
import io.flagpost.query.StoredWalk;
import io.flagpost.verdicts.RecheckReport.Ending;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One re-check: page after page through the range. On one context, but for {@link #cancel}. */
final class RecheckRun {
  private final Context context;
  private final Pool pool;
  private final StoredChecks checks;
  private final VerdictWriter writer;
  private final Supplier<CheckCatalog> catalogs;
  private final Clock clock;
  private final int batch;
  private final String pluginId;
  private final List<CheckInfo> asked;
  private final VerdictMode mode;
  private final boolean dryRun;
  private final Consumer<RecheckProgress> progress;
  private final RecheckTally tally = new RecheckTally();
  private final Promise<RecheckReport> report = Promise.promise();
  private volatile boolean cancelled;

  RecheckRun(
      Context context,
      Pool pool,
      StoredChecks checks,
      VerdictWriter writer,
      Supplier<CheckCatalog> catalogs,
      Clock clock,
      int batch,
      String pluginId,
      boolean dryRun,
      Consumer<RecheckProgress> progress) {
    this.context = context;
    this.pool = pool;
    this.checks = checks;
    this.writer = writer;
    this.catalogs = catalogs;
    this.clock = clock;
    this.batch = batch;
    this.pluginId = pluginId;
    this.asked = checksOf(pluginId, catalogs.get());
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
    CheckCatalog catalog = catalogs.get();
    if (walk.isOver()) {
      end(Ending.COMPLETE);
    } else if (cancelled) {
      end(Ending.CANCELLED);
    } else if (!checksOf(pluginId, catalog).equals(asked)) {
      end(Ending.PLUGIN_CHANGED);
    } else {
      walk.next(batch)
          .compose(page -> look(catalog, page))
          .onSuccess(v -> context.runOnContext(w -> go(walk)))
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
    return stands(records)
        .compose(
            stands ->
                checks
                    .judge(catalog, records, checks.history(records), record -> ids)
                    .compose(judged -> write(compare(judged, stands))))
        .onSuccess(v -> progress.accept(new RecheckProgress(tally.records(), last(records))));
  }

  private static @Nullable Instant last(List<StoredRecord> records) {
    return records.get(records.size() - 1).telemetry().receivedAt();
  }

  /** What stands of the records; for a plugin in shadow, what it said itself. */
  private Future<Map<UUID, Stand>> stands(List<StoredRecord> records) {
    if (mode == VerdictMode.SHADOW) {
      return VerdictTable.shadowOf(pool, records.stream().map(StoredRecord::recordId).toList());
    }
    Map<UUID, Stand> stands = new HashMap<>();
    for (StoredRecord record : records) {
      stands.put(
          record.recordId(),
          new Stand(record.telemetry().correctFormat(), record.flags(), record.pending()));
    }
    return VerdictTable.addCounting(pool, stands).map(stands);
  }

  /** Counts the differences, and tells what is to be written. */
  private List<Verdict> compare(List<Judged> judged, Map<UUID, Stand> stands) {
    Instant now = clock.instant();
    List<Verdict> verdicts = new ArrayList<>();
    for (Judged one : judged) {
      Stand stand = stands.get(one.record().recordId());
      if (stand != null) {
        compare(one, stand, now, verdicts);
      }
    }
    return verdicts;
  }

  private void compare(Judged judged, Stand stand, Instant now, List<Verdict> verdicts) {
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
        : writer.transact(connection -> writer.write(connection, verdicts, clock.instant()));
  }
}
