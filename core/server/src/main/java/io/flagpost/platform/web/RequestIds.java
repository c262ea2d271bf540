package io.flagpost.platform.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Gives every answer an {@code X-Request-Id}, by which an operator finds its log line. */
public final class RequestIds {
  public static final String HEADER = "X-Request-Id";

  private static final CharSequence ENCODED = HttpHeaders.createOptimized(HEADER);

  private final RandomGenerator random;

  public RequestIds(RandomGenerator random) {
    this.random = random;
  }

  /** The id of an answer. */
  public static String of(HttpServerRequest request) {
    return Objects.requireNonNullElse(request.response().headers().get(HEADER), "");
  }

  /** Sets it on the answer. */
  public void stamp(HttpServerRequest request) {
    request.response().putHeader(ENCODED, HexFormat.of().toHexDigits(random.nextLong()));
  }
}
