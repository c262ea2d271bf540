package io.flagpost.admin.api;

import io.flagpost.platform.web.framing.CodecFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The problems that all operations share, and the mapping of failures to them. */
final class Problems {
  private Problems() {}

  /** 400: not HTTP. */
  static Problem malformed() {
    return problem(400, "malformed", "Malformed request", "The request cannot be read as HTTP");
  }

  static Problem noSuchPath() {
    return problem(404, "not-found", "Not found", "There is nothing at this path");
  }

  static Problem methodNotAllowed(String allow) {
    return new Problem(
        405,
        "method-not-allowed",
        "Method not allowed",
        "The path allows " + allow,
        List.of(),
        Map.of("Allow", allow));
  }

  static Problem tooLarge(int limit) {
    return problem(
        413,
        "too-large",
        "Too large",
        String.format(Locale.ROOT, "The body has more than %d bytes", limit));
  }

  static Problem unsupportedMediaType(String detail) {
    return problem(415, "unsupported-media-type", "Unsupported media type", detail);
  }

  static Problem internal() {
    return problem(500, "internal", "The gateway failed", "See the gateway's log");
  }

  static Problem of(CodecFailure failure) {
    return switch (failure) {
      case MALFORMED -> malformed();
      case REQUEST_LINE_TOO_LONG ->
          problem(414, "uri-too-long", "Request line too long", "The request line is too long");
      case HEADERS_TOO_LARGE ->
          problem(431, "headers-too-large", "Headers too large", "The headers are too large");
    };
  }

  private static Problem problem(int status, String type, String title, String detail) {
    return new Problem(status, type, title, detail, List.of(), Map.of());
  }
}
