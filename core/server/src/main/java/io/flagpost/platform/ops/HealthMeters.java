package io.flagpost.platform.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Measures whether a node takes records. */
public final class HealthMeters {
  private HealthMeters() {}

  /** Adds its meters. */
  public static void bind(Health health, MeterRegistry registry) {
    PolledMeters meters = new PolledMeters(registry);
    meters.gauge(
        "flagpost.ready", "1 while the node takes records", () -> health.isAccepting() ? 1 : 0);
    meters.gauge(
        "flagpost.database.reachable",
        "0 while PostgreSQL is away, or was not there since the start",
        () -> health.isDatabaseThere() ? 1 : 0);
    for (Readiness state : Readiness.values()) {
      Gauge.builder("flagpost.readiness", health, node -> node.readiness() == state ? 1 : 0)
          .description("1 for what /health/ready says, else 0")
          .tag("state", state.text())
          .strongReference(true)
          .register(registry);
    }
  }
}
