package io.flagpost.telemetry.http;

import io.flagpost.platform.web.AccessLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the requests of the public listener by kind and status. Meters are made when
 * first needed and then found by index. Any thread.
 */
final class RequestMeters {
  private static final int STATUSES = 600;
  private static final int CODES = 1_000;
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(10)
  };

  /** What a request asks for. */
  enum Kind {
    SEND,
    READ,
    KEYS,
    DOCS,
    OTHER;

    private final String tag = name().toLowerCase(Locale.ROOT);
  }

  private final MeterRegistry registry;
  private final AccessLog log;
  private final Map<String, Kind> kinds;
  private final Map<Kind, AtomicReferenceArray<@Nullable Timer>> timers = new EnumMap<>(Kind.class);
  private final AtomicReferenceArray<@Nullable Counter> codes = new AtomicReferenceArray<>(CODES);

  /**
   * @param log logs each answer, too
   * @param kinds the kind of each path; any other path is {@link Kind#OTHER}
   */
  RequestMeters(MeterRegistry registry, AccessLog log, Map<String, Kind> kinds) {
    this.registry = registry;
    this.log = log;
    this.kinds = Map.copyOf(kinds);
    for (Kind kind : Kind.values()) {
      timers.put(kind, new AtomicReferenceArray<>(STATUSES));
    }
  }

  /** Times a request from now until its answer begins. */
  void observe(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    long begin = System.nanoTime();
    Kind kind = kind(request.path());
    response.headersEndHandler(
        ready -> {
          long nanos = System.nanoTime() - begin;
          timer(kind, response.getStatusCode()).record(nanos, TimeUnit.NANOSECONDS);
          log.answered(request, nanos);
        });
  }

  /** Counts an envelope that is sent, by its code. */
  void sent(int code) {
    int index = code >= 0 && code < CODES ? code : 0;
    Counter known = codes.get(index);
    if (known == null) {
      known =
          Counter.builder("flagpost.http.envelopes")
              .description("Envelopes sent, by the code in them")
              .tag("code", Integer.toString(code))
              .register(registry);
      codes.set(index, known);
    }
    known.increment();
  }

  private Kind kind(@Nullable String path) {
    if (path == null) {
      return Kind.OTHER;
    }
    Kind exact = kinds.get(path);
    if (exact == null && path.length() > 1 && path.endsWith("/")) {
      exact = kinds.get(path.substring(0, path.length() - 1));
    }
    return exact == null ? Kind.OTHER : exact;
  }

  private Timer timer(Kind kind, int status) {
    AtomicReferenceArray<@Nullable Timer> byStatus = Objects.requireNonNull(timers.get(kind));
    int index = status > 0 && status < STATUSES ? status : 0;
    Timer known = byStatus.get(index);
    if (known == null) {
      known =
          Timer.builder("flagpost.http.requests")
              .description("Requests to the public listener, until their answer begins")
              .tag("kind", kind.tag)
              .tag("status", Integer.toString(status))
              .serviceLevelObjectives(BOUNDS)
              .register(registry); // which gives everybody the same
      byStatus.set(index, known);
    }
    return known;
  }
}
