package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Asks folds again about what they had found when there was no answer, and about records that they
 * had failed with. On one context.
 */
final class PendingFolds {
  private final JobContext work;
  private final CheckCatalog catalog;

  /** A fold and the record that it owes an answer for. */
  record Question(UUID recordId, String checkId) {}

  PendingFolds(JobContext work, CheckCatalog catalog) {
    this.work = work;
    this.catalog = catalog;
  }

  /**
   * Asks.
   *
   * @param records some records
   * @param folds of each record the ids of the checks that owe an answer
   */
  Future<List<Judged>> ask(List<StoredRecord> records, Map<UUID, List<String>> folds) {
    if (folds.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return VerdictTable.pendingFindings(work.database().pool(), folds.keySet())
        .compose(
            findings -> {
              List<Future<Judged>> all = new ArrayList<>();
              for (StoredRecord record : records) {
                for (String id : folds.getOrDefault(record.recordId(), List.of())) {
                  List<FoldFinding> found = findings.get(new Question(record.recordId(), id));
                  catalog
                      .folding(id)
                      .ifPresent(
                          fold ->
                              all.add(
                                  found == null
                                      ? new HeldRecord(work, fold).judge(record)
                                      : work.checks().judge(fold, record, found)));
                }
              }
              return Future.all(all).map(done -> all.stream().map(Future::result).toList());
            });
  }
}
