package io.flagpost.statistics;

import io.flagpost.platform.ops.PolledMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** Measures how counts are added up. */
public final class StatisticsMeters {
  private static final double MILLIS = 1_000;

  private StatisticsMeters() {}

  /**
   * Adds the meters.
   *
   * @param behind how many ids the follower is behind the newest record; negative on a node that
   *     does not know
   */
  public static void bind(Statistics statistics, LongSupplier behind, MeterRegistry registry) {
    PolledMeters meters = new PolledMeters(registry);
    meters.gauge(
        "flagpost.statistics.lag",
        "Stored records that no statistic counts yet; not a number on nodes that leave it to"
            + " another one",
        () -> ifHere(behind, (double) (behind.getAsLong() + statistics.unwritten())));
    meters.gauge(
        "flagpost.statistics.oldest.age.seconds",
        "How long ago the oldest of them was received that was read; not a number on nodes that"
            + " leave it to another one",
        () -> ifHere(behind, statistics.oldestUnwritten().toMillis() / MILLIS));
    meters.gauge(
        "flagpost.statistics.differing",
        "How many counts of yesterday, by hour, environment and product, are not those of its"
            + " records; not a number where that is not known",
        () -> statistics.differing() < 0 ? Double.NaN : (double) statistics.differing());
    meters.counter(
        "flagpost.statistics.rows",
        "Rows of statistics added to",
        () -> (double) statistics.rows());
    meters.counter(
        "flagpost.statistics.failures",
        "How often statistics could not be added to; they are tried again",
        () -> (double) statistics.failures());
  }

  private static double ifHere(LongSupplier behind, double value) {
    return behind.getAsLong() < 0 ? Double.NaN : value;
  }
}
