package io.flagpost.verdicts;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.Folding;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.FoldPass.Found;
import io.flagpost.verdicts.FoldPass.Passed;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** The folds of a plugin in one re-check, with states of their own. On one context. */
final class RecheckFolds {
  private final JobContext work;
  private final List<Folding> folds;
  private final Map<String, FoldPass> passes = new LinkedHashMap<>();

  /**
   * @param run tells their states from those of other re-checks
   */
  RecheckFolds(JobContext work, List<Folding> folds, long run) {
    this.work = work;
    this.folds = List.copyOf(folds);
    for (Folding fold : folds) {
      String id = fold.check().id();
      passes.put(
          id, new FoldPass(work, fold, work.settings().folds(), "recheck-" + run + "/" + id));
    }
  }

  /** How far before the first record they have to begin. */
  Duration window() {
    return folds.stream()
        .map(fold -> fold.traits().window())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * Folds the next records.
   *
   * @param upTo the id up to which these are all
   * @param judged whether a record is to be judged
   * @return what is said about the records in which something was found
   */
  Future<Map<UUID, Judged>> pass(
      List<StoredRecord> records, long upTo, Predicate<StoredRecord> judged) {
    Map<UUID, Judged> results = new HashMap<>();
    Future<Void> all = Future.succeededFuture();
    for (Map.Entry<String, FoldPass> one : passes.entrySet()) {
      all =
          all.compose(v -> one.getValue().pass(FoldPass.ALL_SHARDS, records, upTo, judged))
              .compose(passed -> add(one.getKey(), passed, upTo, results))
              .compose(
                  v ->
                      one.getValue()
                          .evict(FoldPass.ALL_SHARDS, work.database().pool()::withTransaction));
    }
    return all.map(results);
  }

  private static Future<Void> add(
      String check, Passed passed, long upTo, Map<UUID, Judged> results) {
    if (passed.upTo() < upTo) {
      return Future.failedFuture(new IllegalStateException("Check " + check + " takes no records"));
    }
    CatalogResult failed = new CatalogResult(List.of(), List.of(check));
    for (Found found : passed.found()) {
      Judged judged = found.judged().orElseGet(() -> new Judged(found.record(), failed));
      results.merge(found.record().recordId(), judged, Judged::and);
    }
    return Future.succeededFuture();
  }

  /** Deletes what states were left to the database. */
  Future<Void> end() {
    Future<Void> all = Future.succeededFuture();
    for (FoldPass pass : passes.values()) {
      all = all.compose(v -> pass.clear(work.database().pool(), FoldPass.ALL_SHARDS));
    }
    return all;
  }
}
