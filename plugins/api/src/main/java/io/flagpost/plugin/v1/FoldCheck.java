package io.flagpost.plugin.v1;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A check on stored records that remembers what it has seen, so that a record costs the same
 * however many there were before it. {@link History} reads the earlier records again for each one.
 *
 * <p>The host brings records of one key together, in the order of their ids, and keeps one state
 * for each key. A record is folded in once, by {@link #step}; where that finds something, {@link
 * #judge} is asked once, and may look things up. States are kept in memory and in the database and
 * survive a restart; when the host has lost some, it folds the records of the window again, without
 * judging them again.
 *
 * <p>Time is the key's own: the latest time of receipt that was folded under it. It never runs
 * backwards and does not pass while nothing is received, so the same records in the same order give
 * the same states and findings in every year and on every node. A record that was received much
 * earlier than that (configuration {@code checks.lateness}) is held against the state and not
 * folded in.
 *
 * <p>Everything here is called on the plugin's threads. {@link #step}, {@link #encode} and {@link
 * #decode} must depend on nothing but their arguments and the plugin's configuration: no clock, no
 * random numbers, no look-ups, no fields that change. States are immutable: {@link #step} returns a
 * new one or the same.
 *
 * @param <S> the states
 * @since 1.2.0
 */
public interface FoldCheck<S> extends RedFlagCheck {

  /**
   * The largest encoded state. A check stays below it by forgetting the oldest. A state that
   * outgrows it is a fault: the host says so, drops it, and begins again with the next record.
   */
  int MAX_STATE_BYTES = 64 * 1024;

  /** What the records that are folded together have in common. */
  RoutingKey routingKey();

  /**
   * A key of the check's own below the routing key, for a state for each product of a license, for
   * example.
   *
   * @return at most 256 characters; empty if the record is none of this check's
   */
  default Optional<String> subKey(Telemetry telemetry) {
    return Optional.of("");
  }

  /**
   * How long a record matters: what is folded again when a state is lost. Positive. The state has
   * to be the same as if nothing older than this, by the key's own time, had been folded.
   */
  Duration window();

  /**
   * Whether {@link #step}, {@link #subKey} or {@link #judge} look at the data that was sent: its
   * type, numbers, text, group, and the raw request. If not, those are empty, and reading records
   * is cheaper.
   */
  default boolean readsData() {
    return false;
  }

  /**
   * Changes whenever states that were made earlier are of no use any more: another encoding, or
   * other settings that the states depend on. The host folds the window again then. At most 128
   * characters. The window need not be in it.
   */
  String stateVersion();

  /** The state of a key before its first record. */
  S begin();

  /** A state as bytes, at most {@value #MAX_STATE_BYTES}; equal states give equal bytes. */
  byte[] encode(S state);

  /**
   * The state that {@link #encode} made these bytes of, under the same {@link #stateVersion}.
   *
   * @throws RuntimeException if they are damaged: the state is then made again, out of the records
   *     of its window
   */
  S decode(byte[] bytes);

  /**
   * Folds one record in.
   *
   * <p>If it throws, the record is not folded in, and its verdict says that there is no answer.
   *
   * @param state the state of the record's key; must not be changed
   * @param telemetry the record
   * @param now the key's own time: the record's time of receipt, or a later one that was folded
   *     before
   */
  FoldStep<S> step(S state, Telemetry telemetry, Instant now);

  /**
   * Decides about one finding, with look-ups where it needs some. Asked once; the finding, and what
   * the look-ups answered, are kept with the verdict.
   *
   * <p>No flags (an empty list) means that it was nothing. What {@link #check} says about undecided
   * checks, faults and late answers holds here too; the same finding is asked about again then.
   *
   * @param finding what {@link #step} found
   * @param telemetry the record
   * @param context the look-ups; no history
   */
  CompletionStage<List<Flag>> judge(FoldFinding finding, Telemetry telemetry, CheckContext context);

  /** Stored records only. */
  @Override
  default Phase phase() {
    return Phase.AFTER_STORE;
  }

  /** Not called: the host folds. */
  @Override
  default CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    return CompletableFuture.failedStage(
        new UnsupportedOperationException("a fold is asked by step and judge"));
  }
}
