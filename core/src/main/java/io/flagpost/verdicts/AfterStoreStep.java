package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.query.StoredPage;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One batch for one plugin: judged, then written together with how far its checks are. */
final class AfterStoreStep {
  private final Pool pool;
  private final StoredChecks checks;
  private final VerdictWriter writer;
  private final Supplier<CheckCatalog> catalogs;
  private final Clock clock;

  /**
   * The ids of a batch.
   *
   * @param after the id to begin behind
   * @param upTo the last id
   */
  record Range(long after, long upTo) {}

  /**
   * What plugins share that are equally far.
   *
   * @param page the records
   * @param history what was recorded before them
   */
  record Batch(Future<StoredPage> page, Future<PgHistory> history) {}

  AfterStoreStep(
      Pool pool,
      StoredChecks checks,
      VerdictWriter writer,
      Supplier<CheckCatalog> catalogs,
      Clock clock) {
    this.pool = pool;
    this.checks = checks;
    this.writer = writer;
    this.catalogs = catalogs;
    this.clock = clock;
  }

  /** Whether there is more up to the end of the range. */
  Future<Boolean> run(CheckCatalog catalog, List<CheckInfo> asked, Range range, Batch batch) {
    List<String> ids = asked.stream().map(CheckInfo::id).toList();
    return Future.all(batch.page(), batch.history())
        .compose(
            read -> {
              StoredPage page = batch.page().result();
              return checks
                  .judge(catalog, page.records(), batch.history().result(), record -> ids)
                  .compose(judged -> write(catalog, asked, range.after(), page.upTo(), judged))
                  .map(v -> page.upTo() < range.upTo());
            });
  }

  private Future<Void> write(
      CheckCatalog catalog, List<CheckInfo> asked, long after, long upTo, List<Judged> judged) {
    boolean unanswered = judged.stream().anyMatch(one -> !one.result().pending().isEmpty());
    if (unanswered && catalogs.get() != catalog) {
      return Future.failedFuture(new OvertakenException("The plugins changed meanwhile"));
    }
    Instant now = clock.instant();
    List<Verdict> verdicts = new ArrayList<>();
    for (CheckInfo check : asked) {
      for (Judged one : judged) {
        Verdict verdict = Verdict.of(one, check, AfterStore.mode(check), now);
        if (verdict.hasSomethingToSay()) {
          verdicts.add(verdict);
        }
      }
    }
    List<String> ids = asked.stream().map(CheckInfo::id).toList();
    VerdictMode mode = AfterStore.mode(asked.get(0));
    if (verdicts.isEmpty()) {
      return ProgressTable.advance(pool, ids, mode, after, upTo, now).compose(this::proceed);
    }
    return writer.transact(
        connection ->
            ProgressTable.advance(connection, ids, mode, after, upTo, now)
                .compose(this::proceed)
                .compose(v -> writer.write(connection, verdicts, now)));
  }

  private Future<Void> proceed(boolean alone) {
    return alone
        ? Future.succeededFuture()
        : Future.failedFuture(new OvertakenException("Another node was faster"));
  }
}
