package io.flagpost.verdicts;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.telemetry.query.StoredRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Runs plugins on stored records, a part of a batch at a time. On one context. */
final class StoredChecks {
  private final Context context;
  private final Pool pool;
  private final Lookups lookups;
  private final int handOver;
  private final Duration limit;
  private final BooleanSupplier stopped;
  private final LongAdder historyQueries = new LongAdder();

  /**
   * A record and what was said of it.
   *
   * @param record the record
   * @param result the findings, and the checks that gave no answer
   * @param inputs what folds decided by, by the ids of the checks
   */
  record Judged(StoredRecord record, CatalogResult result, Map<String, JudgeInputs> inputs) {
    Judged {
      inputs = Map.copyOf(inputs);
    }

    Judged(StoredRecord record, CatalogResult result) {
      this(record, result, Map.of());
    }

    /** Both about the same record, by other checks. */
    Judged and(Judged other) {
      Map<String, JudgeInputs> all = new HashMap<>(inputs);
      all.putAll(other.inputs);
      return new Judged(record, result.and(other.result), all);
    }
  }

  /**
   * @param pool answers questions about earlier records
   * @param stopped when true, no more parts are begun
   */
  StoredChecks(
      Context context,
      Pool pool,
      Lookups lookups,
      VerdictSettings settings,
      BooleanSupplier stopped) {
    this.context = context;
    this.pool = pool;
    this.lookups = lookups;
    this.handOver = settings.handOver();
    this.limit = settings.checkLimit();
    this.stopped = stopped;
  }

  /**
   * The history that the records of one batch share.
   *
   * @param known from a batch of lower ids
   */
  PgHistory history(List<StoredRecord> batch, HistoryWindows known) {
    return new PgHistory(context, pool, batch, known, historyQueries);
  }

  /**
   * Decides about what a fold found in a record. One finding without an answer leaves the check
   * without one: it is asked about all of them again.
   */
  Future<Judged> judge(Folding fold, StoredRecord record, List<FoldFinding> findings) {
    NotedLookups noted = new NotedLookups(lookups, record.telemetry());
    List<CompletableFuture<CatalogResult>> answers =
        findings.stream()
            .map(
                finding ->
                    fold.judge(finding, record.telemetry(), noted, limit).toCompletableFuture())
            .toList();
    return Future.fromCompletionStage(
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)), context)
        .map(all -> joined(answers.stream().map(CompletableFuture::join).toList()))
        .map(
            result ->
                new Judged(
                    record,
                    result,
                    Map.of(fold.check().id(), new JudgeInputs(findings, noted.noted()))));
  }

  private static CatalogResult joined(List<CatalogResult> results) {
    List<Finding> findings = new ArrayList<>();
    for (CatalogResult result : results) {
      if (!result.pending().isEmpty()) {
        return result;
      }
      findings.addAll(result.findings());
    }
    return new CatalogResult(findings, List.of());
  }

  /** How many queries for earlier records were sent. Any thread. */
  long historyQueries() {
    return historyQueries.sum();
  }

  /**
   * Asks about every record of a batch; fails only when stopped.
   *
   * @param asked the checks to ask about a record
   */
  Future<List<Judged>> judge(
      CheckCatalog catalog,
      List<StoredRecord> batch,
      PgHistory history,
      Function<StoredRecord, Collection<String>> asked) {
    return judge(catalog, batch, history, asked, done -> {});
  }

  /**
   * Asks about every record of a batch; fails only when stopped.
   *
   * @param asked the checks to ask about a record
   * @param progress told, after each part, about how many records they were asked
   */
  Future<List<Judged>> judge(
      CheckCatalog catalog,
      List<StoredRecord> batch,
      PgHistory history,
      Function<StoredRecord, Collection<String>> asked,
      IntConsumer progress) {
    return judge(catalog, batch, history, asked, progress, new ArrayList<>(batch.size()));
  }

  private Future<List<Judged>> judge(
      CheckCatalog catalog,
      List<StoredRecord> batch,
      PgHistory history,
      Function<StoredRecord, Collection<String>> asked,
      IntConsumer progress,
      List<Judged> judged) {
    int done = judged.size();
    if (done >= batch.size()) {
      return Future.succeededFuture(judged);
    }
    if (stopped.getAsBoolean()) {
      return Future.failedFuture(new StoppedException());
    }
    int end = Math.min(done + handOver, batch.size());
    List<CompletableFuture<CatalogResult>> answers = new ArrayList<>();
    for (StoredRecord record : batch.subList(done, end)) {
      answers.add(
          catalog
              .checkStored(
                  asked.apply(record), record.telemetry(), lookups, history.of(record), limit)
              .toCompletableFuture());
    }
    // One way back to the context for all of them.
    return Future.fromCompletionStage(
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)), context)
        .compose(
            all -> {
              for (int i = done; i < end; i++) {
                judged.add(new Judged(batch.get(i), answers.get(i - done).join()));
              }
              progress.accept(end);
              return judge(catalog, batch, history, asked, progress, judged);
            });
  }
}
