package io.flagpost.platform.web;

import io.flagpost.platform.web.admission.AdmissionControl;
import io.flagpost.platform.web.admission.AdmissionControl.Cause;
import io.flagpost.platform.web.connections.ConnectionCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Meters of what a listener has in progress and what it refuses. */
public final class LoadMeters {
  private final MeterRegistry registry;
  private final String listener;

  /**
   * @param listener what the names begin with, such as {@code flagpost.http}
   */
  public LoadMeters(MeterRegistry registry, String listener) {
    this.registry = registry;
    this.listener = listener;
  }

  public LoadMeters add(AdmissionControl admission) {
    gauge(
        ".admitted.requests",
        "Requests in hand that have no answer yet",
        admission,
        AdmissionControl::requests);
    gauge(
        ".admitted.bytes",
        "The data in their bodies, as it came and as it was decoded",
        admission,
        AdmissionControl::bytes);
    gauge(
        ".awaited.requests",
        "Requests on their way, of which the body is not here yet",
        admission,
        AdmissionControl::reading);
    gauge(".awaited.bytes", "What has come of them", admission, AdmissionControl::readingBytes);
    gauge(
        ".admitted.wait.seconds",
        "For how long the oldest of them has waited for its answer",
        admission,
        now -> now.oldestWaitNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    for (Cause cause : EnumSet.complementOf(EnumSet.of(Cause.CUT_OFF))) {
      refused(lower(cause), admission, node -> node.refused(cause));
    }
    cut("body", admission, node -> node.refused(Cause.CUT_OFF));
    return this;
  }

  public LoadMeters add(ConnectionCounts connections) {
    gauge(".connections", "Connections that are open", connections, ConnectionCounts::open);
    for (ConnectionCounts.Cause cause : ConnectionCounts.Cause.values()) {
      cut(lower(cause), connections, counts -> counts.cut(cause));
    }
    return this;
  }

  private static String lower(Enum<?> cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }

  private <T> void gauge(String name, String what, T source, ToDoubleFunction<T> value) {
    Gauge.builder(listener + name, source, value)
        .description(what)
        .strongReference(true)
        .register(registry);
  }

  /** Measures how many requests were refused for one more reason. */
  public <T> void refused(String cause, T source, ToDoubleFunction<T> count) {
    FunctionCounter.builder(listener + ".refused", source, count)
        .description("Requests refused with 503 or 429 because there were too many")
        .tag("cause", cause)
        .register(registry);
  }

  private <T> void cut(String cause, T source, ToDoubleFunction<T> count) {
    FunctionCounter.builder(listener + ".connections.cut", source, count)
        .description("Connections, or streams of HTTP/2, that were cut off")
        .tag("cause", cause)
        .register(registry);
  }
}
