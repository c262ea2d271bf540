package io.flagpost.platform.web.body;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a client waits for 100 (Continue) before it sends its body (RFC 9110 section 10.1.1).
 * Other expectations are ignored, as the RFC allows; so is this one in HTTP/1.0, where it cannot be
 * answered, and on a request without a body.
 */
public final class Expectation {
  private static final String CONTINUE = "100-continue";

  private Expectation() {}

  /** Whether this request's client waits. */
  public static boolean isWaiting(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.EXPECT)
        && request.version() != HttpVersion.HTTP_1_0
        && isAmong(request.headers().getAll(HttpHeaders.EXPECT))
        && hasBody(request);
  }

  private static boolean isAmong(List<String> expectations) {
    return expectations.stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .anyMatch(one -> one.strip().equalsIgnoreCase(CONTINUE));
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        ? !request.isEnded()
        : request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
            || LimitedBodies.announcedLength(request) > 0;
  }
}
