package io.flagpost.platform.web.admission;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** The size of request heads in memory. */
final class RequestHeads {
  /** About how many bytes a field takes beside its text. */
  private static final int FIELD = 32;

  private RequestHeads() {}

  /** About how many bytes a request's head takes. */
  static int bytes(HttpServerRequest request) {
    String uri = request.uri();
    int bytes = uri == null ? 0 : uri.length();
    for (Map.Entry<String, String> field : request.headers()) {
      bytes += field.getKey().length() + field.getValue().length() + FIELD;
    }
    return bytes;
  }
}
