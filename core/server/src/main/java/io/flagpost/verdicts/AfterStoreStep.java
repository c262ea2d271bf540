package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.telemetry.followup.OvertakenException;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.verdicts.ProgressTable.Track;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One batch for one plugin: judged, then written together with the new offsets of its checks. */
final class AfterStoreStep {
  private final JobContext work;

  /**
   * The ids of a batch.
   *
   * @param after the id before the first
   * @param upTo the last id
   */
  record Range(long after, long upTo) {}

  /**
   * What plugins at the same offset share.
   *
   * @param page the records
   * @param history the history before them
   */
  record Batch(Future<StoredPage> page, Future<PgHistory> history) {}

  AfterStoreStep(JobContext work) {
    this.work = work;
  }

  /** Judges the batch; completes once it is written. */
  Future<StoredPage> run(CheckCatalog catalog, List<CheckInfo> asked, long after, Batch batch) {
    List<String> ids = asked.stream().map(CheckInfo::id).toList();
    return Future.all(batch.page(), batch.history())
        .compose(
            read -> {
              StoredPage page = batch.page().result();
              return work.checks()
                  .judge(catalog, page.records(), batch.history().result(), record -> ids)
                  .compose(judged -> write(catalog, asked, after, page.upTo(), judged))
                  .map(page);
            });
  }

  private Future<Void> write(
      CheckCatalog catalog, List<CheckInfo> asked, long after, long upTo, List<Judged> judged) {
    boolean unanswered = judged.stream().anyMatch(one -> !one.result().pending().isEmpty());
    if (unanswered && work.catalogs().get() != catalog) {
      return Future.failedFuture(new OvertakenException("The plugins changed meanwhile"));
    }
    Instant now = work.clock().instant();
    List<Verdict> verdicts = new ArrayList<>();
    for (CheckInfo check : asked) {
      for (Judged one : judged) {
        Verdict verdict = Verdict.of(one, check, Track.of(check).mode(), Verdict.WHEN_NEW, now);
        if (verdict.hasSomethingToSay()) {
          verdicts.add(verdict);
        }
      }
    }
    List<String> ids = asked.stream().map(CheckInfo::id).toList();
    VerdictMode mode = Track.of(asked.get(0)).mode();
    if (verdicts.isEmpty()) {
      return ProgressTable.advance(work.database().pool(), ids, mode, after, upTo, now)
          .compose(this::proceed);
    }
    return work.database()
        .writer()
        .transact(
            connection ->
                ProgressTable.advance(connection, ids, mode, after, upTo, now)
                    .compose(this::proceed)
                    .compose(v -> work.database().writer().write(connection, verdicts, now)));
  }

  private Future<Void> proceed(boolean alone) {
    return alone
        ? Future.succeededFuture()
        : Future.failedFuture(new OvertakenException("Another node was faster"));
  }
}
