package io.flagpost.statistics;

import java.time.Duration;

/**
 * How counts are added up.
 *
 * @param interval how long sums stay in memory; a statistic is that far behind, and a node that
 *     crashed reads as much again
 * @param mostRows with how many rows to be written they stay no longer
 * @param statementTimeout how long a statement may take
 * @param mostNames how many of the names that senders made up have rows of their own on a day, by
 *     environment and product; of versions and data groups there are fewer
 */
public record StatisticsSettings(
    Duration interval, int mostRows, Duration statementTimeout, int mostNames) {

  /** What suits a gateway that does not say otherwise. */
  public static final StatisticsSettings DEFAULTS =
      new StatisticsSettings(Duration.ofSeconds(5), 20_000, Duration.ofSeconds(30), 1_000);

  public StatisticsSettings {
    if (interval.isNegative() || mostRows < 1 || mostNames < 1 || statementTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("no interval, or no row, or no time");
    }
  }
}
