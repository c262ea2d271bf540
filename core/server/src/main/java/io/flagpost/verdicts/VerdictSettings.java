package io.flagpost.verdicts;

import java.time.Duration;

/**
 * How checks run over stored records.
 *
 * @param connections how many connections they use, besides two for the horizon and the lock
 * @param statementTimeout how long a statement may take
 * @param batch how many records are judged at once, on one query for each kind of history
 * @param handOver how many of them a plugin has at a time
 * @param checkLimit how long it has for these
 * @param idle how long to wait when there was nothing to do
 * @param share how much of the time, in percent, judging new records may take while records come in
 *     faster than it goes
 * @param pending when to give up what is pending
 * @param folds how folds keep their states
 */
public record VerdictSettings(
    int connections,
    Duration statementTimeout,
    int batch,
    int handOver,
    Duration checkLimit,
    Duration idle,
    int share,
    PendingSettings pending,
    FoldSettings folds) {

  /** What suits a gateway that does not say otherwise. */
  public static final VerdictSettings DEFAULTS =
      new VerdictSettings(
          4,
          Duration.ofSeconds(30),
          256,
          64,
          Duration.ofSeconds(10),
          Duration.ofMillis(250),
          25,
          PendingSettings.DEFAULTS,
          FoldSettings.DEFAULTS);

  public VerdictSettings {
    if (connections < 1 || batch < 1 || handOver < 1) {
      throw new IllegalArgumentException("connections, batch and handOver must be positive");
    }
    if (share < 1 || share > 100) {
      throw new IllegalArgumentException("share must be between 1 and 100 percent");
    }
    if (statementTimeout.toMillis() < 1 || checkLimit.toMillis() < 1 || idle.toMillis() < 1) {
      throw new IllegalArgumentException("time-outs and pauses must be positive");
    }
  }

  /** These settings with another limit for what a plugin has at a time. */
  public VerdictSettings withCheckLimit(Duration other) {
    return new VerdictSettings(
        connections, statementTimeout, batch, handOver, other, idle, share, pending, folds);
  }

  /** These settings with another share of the time. */
  public VerdictSettings withShare(int other) {
    return new VerdictSettings(
        connections, statementTimeout, batch, handOver, checkLimit, idle, other, pending, folds);
  }

  /** These settings with other limits for what is pending. */
  public VerdictSettings withPending(PendingSettings other) {
    return new VerdictSettings(
        connections, statementTimeout, batch, handOver, checkLimit, idle, share, other, folds);
  }

  /** These settings with other ones for folds. */
  public VerdictSettings withFolds(FoldSettings other) {
    return new VerdictSettings(
        connections, statementTimeout, batch, handOver, checkLimit, idle, share, pending, other);
  }
}
