package io.flagpost.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Gives every answer an {@code X-Request-Id}, by which an operator finds its log line. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";

  private final RandomGenerator random;

  RequestIds(RandomGenerator random) {
    this.random = random;
  }

  void stamp(HttpServerRequest request) {
    request.response().putHeader(HEADER, HexFormat.of().toHexDigits(random.nextLong()));
  }
}
