package io.flagpost.admin;

import io.flagpost.web.RequestIds;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/** The headers of every answer of the admin listener, which tell browsers to be careful with it. */
final class AnswerHeaders {
  private final RequestIds requestIds;

  AnswerHeaders(RequestIds requestIds) {
    this.requestIds = requestIds;
  }

  /** Sets them; whoever answers may change them. */
  void stamp(HttpServerRequest request) {
    requestIds.stamp(request);
    MultiMap headers = request.response().headers();
    headers
        .set("Cache-Control", "no-store")
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer")
        .set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .set("X-Frame-Options", "DENY")
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set("Cross-Origin-Opener-Policy", "same-origin")
        .set(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()");
    if (request.isSSL()) {
      headers.set("Strict-Transport-Security", "max-age=31536000");
    }
  }
}
