package io.flagpost.verdicts;

import io.flagpost.platform.ops.PolledMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** Measures the checks on stored records. */
public final class VerdictMeters {
  private VerdictMeters() {}

  /** Adds their meters. */
  public static void bind(Verdicts verdicts, MeterRegistry registry) {
    bind(verdicts::historyQueries, verdicts::lag, registry);
  }

  /**
   * Adds their meters.
   *
   * @param queries how often they asked for earlier records
   * @param lag how many records they are behind; below zero on a node that does not know
   */
  static void bind(LongSupplier queries, LongSupplier lag, MeterRegistry registry) {
    PolledMeters meters = new PolledMeters(registry);
    meters.counter(
        "flagpost.history.queries",
        "Queries for earlier records that checks on stored records asked for",
        queries::getAsLong);
    meters.gauge(
        "flagpost.checks.stored.lag",
        "Stored records that the check has still to judge that is the furthest behind;"
            + " not a number on nodes that leave it to another one",
        () -> numberOf(lag.getAsLong()));
  }

  private static double numberOf(long lag) {
    return lag < 0 ? Double.NaN : lag;
  }
}
