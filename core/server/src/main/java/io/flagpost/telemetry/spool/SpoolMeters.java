package io.flagpost.telemetry.spool;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;

/** What is measured of a spool. */
public final class SpoolMeters {
  private static final double MILLIS = 1000.0;

  private final SpoolingStore store;
  private final MeterRegistry registry;

  private SpoolMeters(SpoolingStore store, MeterRegistry registry) {
    this.store = store;
    this.registry = registry;
  }

  /** Adds the meters of a store's spool. */
  public static void bind(SpoolingStore store, MeterRegistry registry, Clock clock) {
    SpoolMeters meters = new SpoolMeters(store, registry);
    meters.gauge(
        "active",
        "1 while records are in the spool, or would go there",
        each -> each.isSpooling() ? 1 : 0);
    meters.gauge(
        "usable", "0 while the spool cannot keep records", each -> each.state().usable() ? 1 : 0);
    meters.gauge("records", "Records that wait to be replayed", each -> each.state().records());
    meters.gauge("bytes", "The data of the records that it holds", each -> each.state().bytes());
    meters.gauge(
        "oldest.age.seconds",
        "For how long the oldest of them has waited; 0 if there is none",
        each -> age(each.state(), clock));
    meters.gauge("refused", "Records that PostgreSQL refused", each -> each.state().refused());
    meters.gauge(
        "damaged.folders",
        "Folders that were set aside for their damage",
        each -> each.state().damagedFolders());
    meters.gauge(
        "replay.rate", "Records a second that are replayed now", SpoolingStore::replayRate);
    meters.counter("spooled", "Records that were kept in it", SpoolingStore::spooledCount);
    meters.counter("replayed", "Records brought to PostgreSQL", SpoolingStore::replayedCount);
    meters.counter("syncs", "Syncs of its log, one for each group", SpoolingStore::syncCount);
    meters.counter(
        "unreadable", "Records found damaged, at least", each -> each.state().unreadable());
  }

  private static double age(SpoolState state, Clock clock) {
    Instant oldest = state.oldest();
    return oldest == null
        ? 0
        : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / MILLIS);
  }

  private void gauge(String name, String what, ToDoubleFunction<SpoolingStore> value) {
    Gauge.builder("flagpost.spool." + name, store, value)
        .description(what)
        .strongReference(true)
        .register(registry);
  }

  private void counter(String name, String what, ToDoubleFunction<SpoolingStore> value) {
    FunctionCounter.builder("flagpost.spool." + name, store, value)
        .description(what)
        .register(registry);
  }
}
