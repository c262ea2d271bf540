package io.flagpost.telemetry.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads headers that may span several lines. */
final class Headers {
  private Headers() {}

  /** A list header as one line, as if it had been sent so; null if it was not sent. */
  static @Nullable String joined(HttpServerRequest request, String name) {
    List<String> lines = request.headers().getAll(name);
    return lines.isEmpty() ? null : String.join(", ", lines);
  }
}
