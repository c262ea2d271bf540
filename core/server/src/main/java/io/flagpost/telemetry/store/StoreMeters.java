package io.flagpost.telemetry.store;

import io.flagpost.platform.ops.PolledMeters;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Measures the queue in front of the database, and the groups that go there. */
public final class StoreMeters {
  private static final double NANOS = 1e9;
  private static final double[] GROUP_SIZES = {1, 10, 100, 500, 1_000, 10_000};
  private static final Duration[] GROUP_TIMES = {
    Duration.ofMillis(2),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private StoreMeters() {}

  /** Adds the meters of a store, and observes its groups. */
  public static void bind(PgTelemetryStore store, MeterRegistry registry) {
    PolledMeters meters = new PolledMeters(registry);
    meters.gauge(
        "flagpost.store.queue.rows", "Records that wait for their group", store::queuedRows);
    meters.gauge(
        "flagpost.store.queue.bytes",
        "The data of the records that wait for their group",
        store::queuedBytes);
    meters.gauge(
        "flagpost.store.queue.wait.seconds",
        "For how long the oldest of them has been waiting",
        () -> store.queuedForNanos() / NANOS);
    meters.gauge(
        "flagpost.store.days.ahead",
        "For how many days after today records can be stored even if no node makes partitions;"
            + " -1: not even today; not a number before PostgreSQL was there",
        store::daysAhead);
    observeGroups(store, registry);
  }

  private static void observeGroups(PgTelemetryStore store, MeterRegistry registry) {
    DistributionSummary sizes =
        DistributionSummary.builder("flagpost.store.group.rows")
            .description("Records in a group")
            .serviceLevelObjectives(GROUP_SIZES)
            .register(registry);
    Timer times =
        Timer.builder("flagpost.store.group.time")
            .description("How long a group took to be settled, whether it was committed or not")
            .serviceLevelObjectives(GROUP_TIMES)
            .register(registry);
    store.observe(
        (rows, nanos) -> {
          sizes.record(rows);
          times.record(nanos, TimeUnit.NANOSECONDS);
        });
  }
}
