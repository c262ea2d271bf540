package io.flagpost.telemetry.query;

import java.time.Duration;

/**
 * How much searching may cost.
 *
 * @param connections how many searches may run at once; each has one query at a time
 * @param waiting how many more may wait for a place
 * @param statementTimeout how long one query may take; it is asked again for less
 * @param budget after how long a search says how far it came, in place of beginning another query
 * @param horizonPatience how long a search waits for inserts that are under way
 */
public record SearchSettings(
    int connections,
    int waiting,
    Duration statementTimeout,
    Duration budget,
    Duration horizonPatience) {

  public static final SearchSettings DEFAULTS =
      new SearchSettings(
          2, 16, Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(3));

  public SearchSettings {
    if (connections <= 0
        || waiting < 0
        || statementTimeout.toMillis() <= 0
        || budget.toMillis() <= 0
        || horizonPatience.toMillis() <= 0) {
      throw new IllegalArgumentException("Search settings must be positive");
    }
  }
}
