package io.flagpost.platform.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.DoubleSupplier;

/**
 * Adds meters that ask a part, at each scrape, for what it keeps count of anyway. They keep what
 * they ask, however it is held otherwise.
 */
public final class PolledMeters {
  private final MeterRegistry registry;

  public PolledMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Adds what may rise and fall.
   *
   * @param name with dots, such as {@code flagpost.ready}
   * @param what the help that is shown with it
   * @param value asked at each scrape, on its thread
   */
  public void gauge(String name, String what, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(what)
        .strongReference(true)
        .register(registry);
  }

  /** Adds what only rises; the rest is as for a {@link #gauge}. */
  public void counter(String name, String what, DoubleSupplier value) {
    // A counter holds its source weakly: the registry, which outlives it, stands in for one.
    FunctionCounter.builder(name, registry, kept -> value.getAsDouble())
        .description(what)
        .register(registry);
  }
}
