package io.flagpost.admin.api;

import io.flagpost.platform.web.AnswerHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Handles each request as it arrives, whatever its outcome: sets the headers that every answer has,
 * times the request and writes it to the access log. Any thread.
 */
record Arrivals(AnswerHeaders headers, AdminMeters meters) {

  /** Assigns a request its id and sets the headers of its answer. */
  void stamp(HttpServerRequest request) {
    headers.stamp(request);
  }

  /** Times a request for an operation. */
  void observe(HttpServerRequest request, String operation) {
    meters.observe(request, operation);
  }

  /** Times a request that matches no operation. */
  void observe(HttpServerRequest request) {
    observe(request, AdminMeters.NO_OPERATION);
  }
}
