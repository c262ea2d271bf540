package io.flagpost.admin.api;

import io.flagpost.platform.web.AnswerHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * What is done with each request as it arrives, whatever becomes of it: its answer gets the headers
 * that every answer has, and it is timed and written to the access log. Any thread.
 */
record Arrivals(AnswerHeaders headers, AdminMeters meters) {

  /** Gives a request its id, and its answer its headers. */
  void stamp(HttpServerRequest request) {
    headers.stamp(request);
  }

  /** Measures a request as one for an operation. */
  void observe(HttpServerRequest request, String operation) {
    meters.observe(request, operation);
  }

  /** Measures a request that asks for no operation. */
  void observe(HttpServerRequest request) {
    observe(request, AdminMeters.NO_OPERATION);
  }
}
