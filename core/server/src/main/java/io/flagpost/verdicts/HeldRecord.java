package io.flagpost.verdicts;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.FoldKey;
import io.flagpost.plugin.host.FoldState;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.host.Folding.Input;
import io.flagpost.plugin.host.Folding.Output;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.verdicts.StoredChecks.Judged;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/**
 * Holds a record that a fold had failed with against the state of its key, as that was written
 * last; as with a record that comes too late, nothing is folded in. On one context.
 */
final class HeldRecord {
  private final JobContext work;
  private final Folding fold;

  HeldRecord(JobContext work, Folding fold) {
    this.work = work;
    this.fold = fold;
  }

  /** Judges it; without an answer if the fold fails again, or is not asked now. */
  Future<Judged> judge(StoredRecord record) {
    Telemetry telemetry = record.telemetry();
    return Future.fromCompletionStage(fold.subKeys(List.of(telemetry), limit()), work.context())
        .compose(
            subKeys ->
                subKeys.isEmpty()
                    ? Future.succeededFuture(withoutAnswer(record))
                    : subKeys
                        .get(0)
                        .flatMap(sub -> FoldKey.of(fold.traits().routingKey(), telemetry, sub))
                        .map(key -> hold(record, key))
                        .orElseGet(
                            () -> Future.succeededFuture(new Judged(record, CatalogResult.CLEAR))));
  }

  private Future<Judged> hold(StoredRecord record, FoldKey key) {
    return FoldStateTable.current(
            work.database().pool(), FoldFollower.name(fold.check()), Buffer.buffer(key.hash()))
        .map(
            kept ->
                kept.map(one -> FoldState.of(one.state().getBytes(), one.clock()))
                    .orElseGet(FoldState::begin))
        .compose(state -> fold(record.telemetry(), state))
        .compose(output -> decide(record, output));
  }

  private Future<Output> fold(Telemetry record, FoldState state) {
    Duration lateness = work.settings().folds().lateness();
    List<Input> held = List.of(new Input(record, state, lateness, true));
    return Future.fromCompletionStage(fold.fold(held, limit()), work.context())
        .map(outputs -> outputs.isEmpty() ? Output.PENDING : outputs.get(0));
  }

  private Future<Judged> decide(StoredRecord record, Output output) {
    return output.pending()
        ? Future.succeededFuture(withoutAnswer(record))
        : work.checks().judge(fold, record, output.findings());
  }

  private Judged withoutAnswer(StoredRecord record) {
    return new Judged(record, new CatalogResult(List.of(), List.of(fold.check().id())));
  }

  private Duration limit() {
    return work.settings().checkLimit();
  }
}
