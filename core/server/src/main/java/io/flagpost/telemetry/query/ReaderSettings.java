package io.flagpost.telemetry.query;

import java.time.Duration;

/**
 * How much reading may cost.
 *
 * @param connections how many queries may run at once
 * @param statementTimeout how long one may take
 * @param horizonPatience how long a reader waits for inserts that are under way
 */
public record ReaderSettings(int connections, Duration statementTimeout, Duration horizonPatience) {

  public static final ReaderSettings DEFAULTS =
      new ReaderSettings(4, Duration.ofSeconds(10), Duration.ofSeconds(3));

  public ReaderSettings {
    if (connections <= 0 || statementTimeout.toMillis() <= 0 || horizonPatience.toMillis() <= 0) {
      throw new IllegalArgumentException("Reader settings must be positive");
    }
  }
}
