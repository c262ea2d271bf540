package io.flagpost.verdicts;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.HistorySearch.Found;
import io.flagpost.verdicts.HistoryWindows.Window;
import io.flagpost.verdicts.HistoryWindows.WindowKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The earlier records of each record of a batch, read from PostgreSQL. Any thread.
 *
 * <p>The first question of a kind and a window is answered for the whole batch, in one query; for
 * keys of the previous batch only newer records are read. The answer for a record depends on lower
 * ids alone, not on its batch: a later re-check sees the same, and records of one group see each
 * other.
 */
final class PgHistory {
  private final Context context;
  private final Pool pool;
  private final List<StoredRecord> batch;
  private final HistoryWindows before;
  private final LongAdder queries;
  private final Map<HistoryQuestion, Future<Map<UUID, List<PastRecord>>>> asked =
      new ConcurrentHashMap<>();
  private final Map<WindowKey, Window> windows = new ConcurrentHashMap<>();

  /**
   * @param context where queries are sent from, whoever asks
   * @param batch the records that will be asked about; committed, and so is every lower id
   * @param before what is known from a batch of lower ids
   * @param queries counts the queries
   */
  PgHistory(
      Context context,
      Pool pool,
      List<StoredRecord> batch,
      HistoryWindows before,
      LongAdder queries) {
    this.context = context;
    this.pool = pool;
    this.batch = List.copyOf(batch);
    this.before = before;
    this.queries = queries;
  }

  /** The history as one record of the batch sees it. */
  History of(StoredRecord record) {
    return new History() {
      @Override
      public CompletionStage<List<PastRecord>> ofLicense(Duration window) {
        return answer(HistoryKind.LICENSE, window, record);
      }

      @Override
      public CompletionStage<List<PastRecord>> ofActivation(Duration window) {
        return answer(HistoryKind.ACTIVATION, window, record);
      }

      @Override
      public CompletionStage<List<PastRecord>> ofNonce(Duration window) {
        return answer(HistoryKind.NONCE, window, record);
      }
    };
  }

  /** What a batch of higher ids need not read again, so far. */
  HistoryWindows windows() {
    return before.with(windows);
  }

  private CompletionStage<List<PastRecord>> answer(
      HistoryKind kind, Duration window, StoredRecord record) {
    if (window.isNegative() || window.isZero() || kind.of(record.telemetry()).isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return asked
        .computeIfAbsent(new HistoryQuestion(kind, window), this::search)
        .map(answers -> answers.getOrDefault(record.recordId(), List.of()))
        .toCompletionStage();
  }

  /** A plugin's thread must not become a context of the client's. */
  private Future<Map<UUID, List<PastRecord>>> search(HistoryQuestion question) {
    Promise<Map<UUID, List<PastRecord>>> answers = Promise.promise();
    context.runOnContext(
        v ->
            new HistorySearch(context, pool, queries, question, before)
                .of(batch)
                .onSuccess(found -> windows.putAll(found.windows()))
                .map(Found::answers)
                .onComplete(answers));
    return answers.future();
  }
}
