package io.flagpost.verdicts;

import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.host.Folding.Input;
import io.flagpost.plugin.host.Folding.Output;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.FoldStates.Entry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the state of one key again, silently, out of the records of its window that it had seen. On
 * one context.
 */
final class KeyRefold {
  private static final int PAGE = 1_000;

  private final JobContext work;
  private final Folding folding;
  private final FoldSettings settings;
  private final FoldStates states;

  KeyRefold(JobContext work, Folding folding, FoldSettings settings, FoldStates states) {
    this.work = work;
    this.folding = folding;
    this.settings = settings;
    this.states = states;
  }

  /**
   * Makes a state again.
   *
   * @param entry its key
   * @param one a record of the same routing key
   */
  Future<Void> refold(Entry entry, Telemetry one) {
    long upTo = entry.lastId();
    Instant from = windowStart(entry.clock());
    states.beginAgain(entry);
    return follow(entry, one, from, 0, upTo);
  }

  /** No record is older than the epoch, and a key without one has no time. */
  private Instant windowStart(Instant clock) {
    return clock.isBefore(Instant.EPOCH.plus(folding.traits().window()))
        ? Instant.EPOCH
        : clock.minus(folding.traits().window());
  }

  private Future<Void> follow(Entry entry, Telemetry one, Instant from, long after, long upTo) {
    if (after >= upTo) {
      return Future.succeededFuture();
    }
    return work.database()
        .records()
        .sharing(
            folding.traits().routingKey(),
            one,
            from,
            after,
            upTo,
            PAGE,
            folding.traits().readsData())
        .compose(
            page ->
                own(entry, page)
                    .compose(records -> fold(entry, records))
                    .compose(v -> follow(entry, one, from, page.upTo(), upTo)));
  }

  /** Of the records of the routing key those of this key. */
  private Future<List<StoredRecord>> own(Entry entry, StoredPage page) {
    List<Telemetry> seen = page.records().stream().map(StoredRecord::telemetry).toList();
    return Future.fromCompletionStage(folding.subKeys(seen, limit()), work.context())
        .map(
            subKeys -> {
              requireAll(subKeys, seen);
              List<StoredRecord> own = new ArrayList<>();
              for (int i = 0; i < subKeys.size(); i++) {
                if (subKeys.get(i).equals(Optional.of(entry.key().sub()))) {
                  own.add(page.records().get(i));
                }
              }
              return own;
            });
  }

  private Future<Void> fold(Entry entry, List<StoredRecord> records) {
    List<Input> inputs = new ArrayList<>();
    Instant clock = entry.clock();
    for (StoredRecord record : records) {
      Input input = Input.next(record.telemetry(), entry.state(), clock, settings.lateness());
      clock = input.now();
      inputs.add(input);
    }
    return Future.fromCompletionStage(folding.fold(inputs, limit()), work.context())
        .map(
            outputs -> {
              requireAll(outputs, inputs);
              for (int i = 0; i < outputs.size(); i++) {
                note(entry, records.get(i), inputs.get(i), outputs.get(i));
              }
              return null;
            });
  }

  private void note(Entry entry, StoredRecord record, Input input, Output output) {
    states.folded(entry, record.id(), input.now(), !input.late() && !output.pending());
  }

  private static void requireAll(List<?> answers, List<?> questions) {
    if (answers.size() < questions.size()) {
      throw new NotAskedException();
    }
  }

  private Duration limit() {
    return work.settings().checkLimit();
  }
}
