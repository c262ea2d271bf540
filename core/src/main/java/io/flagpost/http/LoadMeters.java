package io.flagpost.http;

import io.flagpost.http.Admission.Cause;
import io.flagpost.web.ConnectionCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Measures what the public listener has in hand, and whom it turns away. */
final class LoadMeters {
  private static final String REFUSED = "flagpost.http.refused";

  private final MeterRegistry registry;

  LoadMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  LoadMeters add(Admission admission) {
    gauge(
        "flagpost.http.admitted.requests",
        "Requests in hand that have no answer yet",
        admission,
        Admission::requests);
    gauge(
        "flagpost.http.admitted.bytes",
        "The data in their bodies, as it came and as it was decoded",
        admission,
        Admission::bytes);
    gauge(
        "flagpost.http.admitted.wait.seconds",
        "For how long the oldest of them has waited for its answer",
        admission,
        now -> now.oldestWaitNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    for (Cause cause : Cause.values()) {
      refused(lower(cause), admission, node -> node.refused(cause));
    }
    cut("body", admission, Admission::slowBodies);
    return this;
  }

  LoadMeters add(RateLimits rates) {
    refused("key_rate", rates, RateLimits::refusedKeys);
    refused("address_rate", rates, RateLimits::refusedAddresses);
    return this;
  }

  LoadMeters add(ConnectionCounts connections) {
    gauge(
        "flagpost.http.connections",
        "Connections that are open",
        connections,
        ConnectionCounts::open);
    for (ConnectionCounts.Cause cause : ConnectionCounts.Cause.values()) {
      cut(lower(cause), connections, counts -> counts.cut(cause));
    }
    return this;
  }

  private static String lower(Enum<?> cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }

  private <T> void gauge(String name, String what, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(what).strongReference(true).register(registry);
  }

  private <T> void refused(String cause, T source, ToDoubleFunction<T> count) {
    FunctionCounter.builder(REFUSED, source, count)
        .description("Requests refused with 503 or 429 because there were too many")
        .tag("cause", cause)
        .register(registry);
  }

  private <T> void cut(String cause, T source, ToDoubleFunction<T> count) {
    FunctionCounter.builder("flagpost.http.connections.cut", source, count)
        .description("Connections, or streams of HTTP/2, that were cut off")
        .tag("cause", cause)
        .register(registry);
  }
}
