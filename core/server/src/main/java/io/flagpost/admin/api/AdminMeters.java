package io.flagpost.admin.api;

import io.flagpost.platform.web.AccessLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;

/** Times the requests of the admin listener, and has its access log written. Any thread. */
final class AdminMeters {
  /** The operation of requests that match none: an unknown path or method. */
  static final String NO_OPERATION = "none";

  private final MeterRegistry registry;
  private final AccessLog log;

  AdminMeters(MeterRegistry registry, AccessLog log) {
    this.registry = registry;
    this.log = log;
    timer(NO_OPERATION, 404); // exported before the first request
  }

  /**
   * Times a request from now until the beginning of its answer.
   *
   * @param operation the operation's id in the description
   */
  void observe(HttpServerRequest request, String operation) {
    HttpServerResponse response = request.response();
    long begin = System.nanoTime();
    response.headersEndHandler(
        ready -> {
          long nanos = System.nanoTime() - begin;
          timer(operation, response.getStatusCode()).record(nanos, TimeUnit.NANOSECONDS);
          log.answered(request, nanos);
        });
  }

  private Timer timer(String operation, int status) {
    return Timer.builder("flagpost.admin.requests")
        .description("Requests to the admin listener, until their answer begins")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .register(registry); // returns the same timer each time
  }
}
