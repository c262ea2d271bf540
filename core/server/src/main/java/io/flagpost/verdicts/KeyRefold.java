package io.flagpost.verdicts;

import io.flagpost.plugin.host.FoldTraits;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRecords;
import io.flagpost.verdicts.FoldStates.Entry;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.Function;

/**
 * Makes the state of one key again, silently, out of the records of its window that it had seen. On
 * one context.
 */
final class KeyRefold {
  private static final int PAGE = 1_000;

  private final StoredRecords records;
  private final FoldTraits traits;
  private final FoldStates states;
  private final Function<StoredPage, Future<?>> fold;

  /**
   * @param fold folds records of a routing key silently; leaves out of each state what it has seen,
   *     and so changes the one that begins again alone
   */
  KeyRefold(
      StoredRecords records,
      FoldTraits traits,
      FoldStates states,
      Function<StoredPage, Future<?>> fold) {
    this.records = records;
    this.traits = traits;
    this.states = states;
    this.fold = fold;
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
    return follow(one, from, 0, upTo);
  }

  /** No record is older than the epoch, and a key without one has no time. */
  private Instant windowStart(Instant clock) {
    return clock.isBefore(Instant.EPOCH.plus(traits.window()))
        ? Instant.EPOCH
        : clock.minus(traits.window());
  }

  private Future<Void> follow(Telemetry one, Instant from, long after, long upTo) {
    return after >= upTo
        ? Future.succeededFuture()
        : records
            .sharing(traits.routingKey(), one, from, after, upTo, PAGE, traits.readsData())
            .compose(page -> fold.apply(page).compose(v -> follow(one, from, page.upTo(), upTo)));
  }
}
