package io.flagpost.verdicts;

import java.time.Duration;

/**
 * How folds keep their states.
 *
 * @param lateness a record that was received so much earlier than its key's own time is held
 *     against the state and not folded in
 * @param mostStates how many states of a fold are in memory, about; at least 1
 * @param checkpoint how often the states that changed are written
 */
public record FoldSettings(Duration lateness, int mostStates, Duration checkpoint) {

  /** What suits a gateway that does not say otherwise. */
  public static final FoldSettings DEFAULTS =
      new FoldSettings(Duration.ofDays(7), 20_000, Duration.ofSeconds(30));

  public FoldSettings {
    if (lateness.isNegative() || checkpoint.isNegative() || mostStates < 1) {
      throw new IllegalArgumentException("lateness, checkpoint and mostStates must be positive");
    }
  }

  /** How many states may differ from the database before they are written. */
  int mostDirty() {
    return 1 + mostStates / 2;
  }

  /** How many states are written in one transaction. */
  int mostAtOnce() {
    return 1 + mostStates / 20;
  }
}
