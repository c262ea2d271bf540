package io.flagpost.registry;

import io.flagpost.platform.ops.PolledMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** Measures the reference data, and look-ups in the database. */
public final class RegistryMeters {
  private static final double MILLIS = 1000.0;

  private RegistryMeters() {}

  /**
   * Adds the meters of a registry.
   *
   * @param state its state, read at each scrape
   */
  public static void bind(Supplier<RegistryState> state, MeterRegistry registry) {
    PolledMeters meters = new PolledMeters(registry);
    bindSnapshot(state, meters);
    bindLookups(state, meters);
  }

  private static void bindSnapshot(Supplier<RegistryState> state, PolledMeters meters) {
    meters.gauge(
        "flagpost.registry.snapshot.time.seconds",
        "When the reference data in use was read, in seconds since 1970",
        () -> state.get().snapshotLoadedAt().toEpochMilli() / MILLIS);
    meters.gauge(
        "flagpost.registry.stale",
        "1 while the reference data in use were not read from PostgreSQL, or not for long",
        () -> state.get().stale() ? 1 : 0);
    meters.counter(
        "flagpost.registry.reloads",
        "How often the reference data was read anew",
        () -> state.get().reloads());
    meters.counter(
        "flagpost.registry.reloads.failed",
        "How often that failed",
        () -> state.get().failedReloads());
  }

  private static void bindLookups(Supplier<RegistryState> state, PolledMeters meters) {
    meters.gauge(
        "flagpost.registry.lookups.available",
        "0 while look-ups fail at once because PostgreSQL is away",
        () -> state.get().lookupsAvailable() ? 1 : 0);
    meters.counter(
        "flagpost.registry.license.queries",
        "Queries for licenses",
        () -> state.get().licenseQueries());
    meters.counter(
        "flagpost.registry.activation.queries",
        "Queries for activations",
        () -> state.get().activationQueries());
    meters.counter(
        "flagpost.registry.cache.hits",
        "Look-ups of licenses and activations that were answered from memory",
        () -> state.get().cacheHits());
    meters.counter(
        "flagpost.registry.cache.misses",
        "Look-ups of licenses and activations for which PostgreSQL was asked, or would have been",
        () -> state.get().cacheMisses());
  }
}
