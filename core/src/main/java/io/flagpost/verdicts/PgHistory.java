package io.flagpost.verdicts;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.query.StoredRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded before each record of a batch, in PostgreSQL. Any thread.
 *
 * <p>The first question of a kind and a window is asked for the whole batch, in one query. What a
 * record is answered depends on the lower ids alone, not on the batch that it is in: a later
 * re-check sees the same, and records of one group see each other.
 */
final class PgHistory {
  private final Context context;
  private final Pool pool;
  private final List<StoredRecord> batch;
  private final LongAdder queries;
  private final Map<Question, Future<Map<UUID, List<PastRecord>>>> asked =
      new ConcurrentHashMap<>();

  /** Which earlier records. */
  private record Question(HistoryKind kind, Duration window) {}

  /** An earlier record and its place. */
  private record Past(long id, PastRecord record) {}

  /**
   * @param context where queries are sent from, whoever asks
   * @param batch the records that will be asked about; committed, and so is every lower id
   * @param queries counts the queries
   */
  PgHistory(Context context, Pool pool, List<StoredRecord> batch, LongAdder queries) {
    this.context = context;
    this.pool = pool;
    this.batch = List.copyOf(batch);
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

  private CompletionStage<List<PastRecord>> answer(
      HistoryKind kind, Duration window, StoredRecord record) {
    if (window.isNegative() || window.isZero() || kind.of(record.telemetry()).isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return asked
        .computeIfAbsent(new Question(kind, window), this::ask)
        .map(answers -> answers.getOrDefault(record.recordId(), List.of()))
        .toCompletionStage();
  }

  private Future<Map<UUID, List<PastRecord>>> ask(Question question) {
    Map<UUID, List<PastRecord>> answers = new HashMap<>();
    List<HistoryStretch> stretches = HistoryStretch.of(question.kind(), batch, question.window());
    return onContext(
        () ->
            fetch(question.kind(), stretches, answers)
                .compose(
                    unsure ->
                        unsure.isEmpty()
                            ? Future.succeededFuture(unsure)
                            : fetch(question.kind(), unsure, answers))
                .map(answers));
  }

  /** Answers these stretches; tells which of their records have to be asked for one by one. */
  private Future<List<HistoryStretch>> fetch(
      HistoryKind kind, List<HistoryStretch> stretches, Map<UUID, List<PastRecord>> answers) {
    queries.increment();
    return pool.preparedQuery(kind.sql())
        .execute(Tuple.wrap(new ArrayList<>(HistoryKind.columns(stretches))))
        .map(
            rows -> {
              Map<Long, List<Past>> byPlace = byPlace(rows);
              List<HistoryStretch> unsure = new ArrayList<>();
              for (int i = 0; i < stretches.size(); i++) {
                List<Past> found = byPlace.getOrDefault(i + 1L, List.of());
                unsure.addAll(answer(stretches.get(i), found, answers));
              }
              return unsure;
            });
  }

  /**
   * A stretch looks back as far as its earliest record. Ids and times of receipt need not rise
   * together: rows that only a neighbour's window holds may then have taken a record's room.
   */
  private static List<HistoryStretch> answer(
      HistoryStretch stretch, List<Past> found, Map<UUID, List<PastRecord>> answers) {
    List<StoredRecord> unsure = new ArrayList<>();
    for (StoredRecord record : stretch.records()) {
      List<PastRecord> answer = select(record, stretch.end(record), found);
      if (answer.size() < History.LIMIT
          && found.size() >= stretch.wanted()
          && stretch.records().size() > 1) {
        unsure.add(record);
      } else {
        answers.put(record.recordId(), answer);
      }
    }
    return stretch.apart(unsure);
  }

  private static List<PastRecord> select(StoredRecord record, Instant end, List<Past> found) {
    List<PastRecord> selected = new ArrayList<>();
    for (Past past : found) {
      if (past.id() < record.id() && past.record().receivedAt().isAfter(end)) {
        selected.add(past.record());
        if (selected.size() == History.LIMIT) {
          break;
        }
      }
    }
    return List.copyOf(selected);
  }

  private static Map<Long, List<Past>> byPlace(RowSet<Row> rows) {
    Map<Long, List<Past>> byPlace = new HashMap<>();
    for (Row row : rows) {
      byPlace
          .computeIfAbsent(row.getLong("place"), place -> new ArrayList<>())
          .add(new Past(row.getLong("id"), past(row)));
    }
    return byPlace;
  }

  private static PastRecord past(Row row) {
    return new PastRecord(
        row.getUUID("record_id"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getString("client_address"),
        Optional.ofNullable(row.getString("user_identifier")),
        Optional.ofNullable(row.getString("activation_identifier")),
        Optional.ofNullable(row.getString("product_version")),
        Optional.ofNullable(instant(row.getOffsetDateTime("occurred_at"))),
        Optional.ofNullable(row.getLong("sequence")));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime moment) {
    return moment == null ? null : moment.toInstant();
  }

  /** A plugin's thread must not become a context of the client's. */
  private <T> Future<T> onContext(Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(promise));
    return promise.future();
  }
}
