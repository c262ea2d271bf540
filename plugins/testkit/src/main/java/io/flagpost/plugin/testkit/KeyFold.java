package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds the records of one key with a check that the test has made, on the test's thread: for tests
 * of the check's class. {@link FoldRun} has the packaged plugin do it, as the gateway does, and
 * tells keys apart. Not thread-safe.
 *
 * @param <S> the check's states
 */
public final class KeyFold<S> {
  private final FoldCheck<S> check;
  private final Lookups lookups;
  private final Duration lateness;
  private S state;
  private Instant now = Instant.MIN;

  /**
   * The fold before its first record.
   *
   * @param lookups answers the check's questions about what it finds
   * @param lateness what was received so much earlier than the key's own time is not folded in
   */
  public KeyFold(FoldCheck<S> check, Lookups lookups, Duration lateness) {
    this.check = check;
    this.lookups = lookups;
    this.lateness = lateness;
    this.state = check.begin();
  }

  /** What is raised on the next record. */
  public List<Flag> fold(Telemetry record) {
    boolean folded = folds(record);
    Instant received = record.receivedAt();
    now = received.isAfter(now) ? received : now;
    FoldStep<S> step = check.step(state, record, now);
    state = folded ? step.state() : state;
    List<Flag> flags = new ArrayList<>();
    for (FoldFinding each : step.findings()) {
      flags.addAll(
          check.judge(each, record, DirectContext.ofFold(lookups)).toCompletableFuture().join());
    }
    return flags;
  }

  /** Whether this record, as the next one, would not be too late to be folded in. */
  public boolean folds(Telemetry record) {
    return now.equals(Instant.MIN) || !record.receivedAt().isBefore(now.minus(lateness));
  }

  /** The key's own time; the earliest there is before the first record. */
  public Instant now() {
    return now;
  }

  /** The state as bytes. */
  public byte[] encoded() {
    return check.encode(state);
  }

  /** Goes on with the state as it is read back. */
  public void reload() {
    state = check.decode(check.encode(state));
  }
}
