package io.flagpost.verdicts;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Asks folds again about what they had found when there was no answer. On one context. */
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
                          fold -> all.add(ask(fold, record, found == null ? List.of() : found)));
                }
              }
              return Future.all(all).map(done -> all.stream().map(Future::result).toList());
            });
  }

  private Future<Judged> ask(Folding fold, StoredRecord record, List<FoldFinding> findings) {
    Future<CatalogResult> result = work.checks().judge(fold, record.telemetry(), findings);
    return result.map(answer -> new Judged(record, answer));
  }
}
