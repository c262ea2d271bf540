package io.flagpost.telemetry.live;

import java.time.Duration;

/**
 * How much following costs.
 *
 * @param period how often it is asked what has come
 * @param connections how many queries for listeners may run at once
 * @param statementTimeout how long one may take; what takes longer is left out
 * @param horizonPatience how long inserts that are under way are waited for
 * @param mostEvents how many records, and how many verdicts, a listener is told at once
 * @param mostVerdicts how many verdicts are looked at for it at once
 */
public record LiveSettings(
    Duration period,
    int connections,
    Duration statementTimeout,
    Duration horizonPatience,
    int mostEvents,
    int mostVerdicts) {

  public static final LiveSettings DEFAULTS =
      new LiveSettings(
          Duration.ofMillis(250), 2, Duration.ofSeconds(2), Duration.ofSeconds(3), 200, 10_000);

  public LiveSettings {
    if (period.toMillis() <= 0
        || connections <= 0
        || statementTimeout.toMillis() <= 0
        || horizonPatience.toMillis() <= 0
        || mostEvents <= 0
        || mostVerdicts <= 0) {
      throw new IllegalArgumentException("Live settings must be positive");
    }
  }
}
