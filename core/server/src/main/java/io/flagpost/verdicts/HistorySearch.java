package io.flagpost.verdicts;

import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.HistoryRun.Past;
import io.flagpost.verdicts.HistoryWindows.Window;
import io.flagpost.verdicts.HistoryWindows.WindowKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers one question for all records of a batch. Once; on one context, but on a worker of it what
 * is done with the rows: there may be a thousand for each record.
 */
final class HistorySearch {
  private final Context context;
  private final Pool pool;
  private final LongAdder queries;
  private final HistoryQuestion question;
  private final HistoryWindows before;
  private final Map<UUID, List<PastRecord>> answers = new HashMap<>();
  private final Map<WindowKey, Window> windows = new HashMap<>();

  /**
   * What was found.
   *
   * @param answers for each record that has the field
   * @param windows what is of use to the next batch
   */
  record Found(Map<UUID, List<PastRecord>> answers, Map<WindowKey, Window> windows) {}

  HistorySearch(
      Context context,
      Pool pool,
      LongAdder queries,
      HistoryQuestion question,
      HistoryWindows before) {
    this.context = context;
    this.pool = pool;
    this.queries = queries;
    this.question = question;
    this.before = before;
  }

  /**
   * Searches, in one query; in one or two more if records are not in the order of their ids as old
   * as they are in the order of time.
   */
  Future<Found> of(List<StoredRecord> batch) {
    return behindWindows(HistoryStretch.of(question.kind(), batch, question.window()))
        .compose(this::anew)
        .compose(this::anew)
        .map(unsure -> new Found(answers, windows));
  }

  /** Reads what came since the last batch; tells which stretches need more than that. */
  private Future<List<HistoryStretch>> behindWindows(List<HistoryStretch> stretches) {
    List<@Nullable Window> known = new ArrayList<>();
    stretches.forEach(stretch -> known.add(before.of(question, stretch)));
    return fetch(
        stretches,
        known.stream().map(w -> w == null ? 0L : w.upTo()).toList(),
        found -> {
          List<HistoryStretch> again = new ArrayList<>();
          for (int i = 0; i < found.size(); i++) {
            HistoryStretch stretch = stretches.get(i);
            Window window = known.get(i);
            if (window == null) {
              again.addAll(answer(stretch, found.get(i)));
            } else if (!unsure(stretch, window.after(found.get(i), stretch)).isEmpty()) {
              again.add(stretch);
            }
          }
          return again;
        });
  }

  /** Reads all there is for these; tells which records have to be asked for one by one. */
  private Future<List<HistoryStretch>> anew(List<HistoryStretch> stretches) {
    return fetch(
        stretches,
        stretches.stream().map(stretch -> 0L).toList(),
        found -> {
          List<HistoryStretch> again = new ArrayList<>();
          for (int i = 0; i < found.size(); i++) {
            again.addAll(answer(stretches.get(i), found.get(i)));
          }
          return again;
        });
  }

  /**
   * Reads the rows of these stretches.
   *
   * @param first the lowest id that is read of each
   * @param answering makes answers of them, on a worker; tells which stretches need more
   */
  private Future<List<HistoryStretch>> fetch(
      List<HistoryStretch> stretches,
      List<Long> first,
      Function<List<List<Past>>, List<HistoryStretch>> answering) {
    if (stretches.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    queries.increment();
    return question
        .kind()
        .search(stretches, first)
        .execute(pool)
        .compose(
            rows ->
                context.executeBlocking(
                    () -> answering.apply(HistoryRows.read(rows, stretches.size()))));
  }

  /**
   * A stretch looks back as far as its earliest record. Ids and times of receipt need not rise
   * together: rows that only a neighbour's window holds may then have taken a record's room. For a
   * record alone nothing is missing, because the look back is its own.
   */
  private List<HistoryStretch> answer(HistoryStretch stretch, List<Past> rows) {
    boolean alone = stretch.records().size() == 1;
    boolean cut = rows.size() >= stretch.wanted();
    List<StoredRecord> unsure = unsure(stretch, new HistoryRun(rows, cut));
    return alone ? List.of() : stretch.apart(unsure);
  }

  /** Answers these records; tells for which of them something may be missing. */
  private List<StoredRecord> unsure(HistoryStretch stretch, HistoryRun run) {
    List<StoredRecord> unsure = new ArrayList<>();
    for (StoredRecord record : stretch.records()) {
      List<PastRecord> answer = run.below(record.id(), stretch.end(record));
      answers.put(record.recordId(), answer);
      if (!run.isWhole(answer)) {
        unsure.add(record);
      }
    }
    windows.merge(
        new WindowKey(question, stretch.key()),
        Window.behind(stretch, run),
        (one, other) -> other.upTo() < one.upTo() ? one : other);
    return unsure;
  }
}
