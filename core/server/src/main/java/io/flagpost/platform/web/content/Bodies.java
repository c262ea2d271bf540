package io.flagpost.platform.web.content;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Ends answers that have a body. */
public final class Bodies {
  private static final CharSequence LENGTH = HttpHeaders.createOptimized("Content-Length");

  private Bodies() {}

  /** Sends the body; to a {@code HEAD} request only its length. */
  public static Future<Void> end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response =
        request.response().putHeader(LENGTH, Integer.toString(body.length()));
    return request.method().equals(HttpMethod.HEAD)
        ? response.end() // HTTP/2 takes a body after HEAD for a broken stream
        : response.end(body);
  }
}
