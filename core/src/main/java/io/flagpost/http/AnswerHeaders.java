package io.flagpost.http;

import io.flagpost.web.ClientAddress;
import io.flagpost.web.RequestIds;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * The headers of every answer of the public listener: an id to find it by, and what keeps browsers
 * from making anything of an answer but the data that it is.
 */
final class AnswerHeaders {
  private static final CharSequence CONTENT_TYPE_OPTIONS = name("X-Content-Type-Options");
  private static final CharSequence NO_SNIFFING = value("nosniff");
  private static final CharSequence REFERRER_POLICY = name("Referrer-Policy");
  private static final CharSequence NO_REFERRER = value("no-referrer");
  private static final CharSequence CONTENT_POLICY = name("Content-Security-Policy");
  private static final CharSequence NO_CONTENT =
      value("default-src 'none'; frame-ancestors 'none'");
  private static final CharSequence FRAME_OPTIONS = name("X-Frame-Options");
  private static final CharSequence NO_FRAMES = value("DENY");
  private static final CharSequence RESOURCE_POLICY = name("Cross-Origin-Resource-Policy");
  private static final CharSequence TRANSPORT_SECURITY = name("Strict-Transport-Security");
  private static final CharSequence FOR_A_YEAR = value("max-age=31536000");

  private final RequestIds requestIds;
  private final ClientAddress clients;
  private final CharSequence resourcePolicy;

  /**
   * @param openToOrigins whether pages of other origins may call
   */
  AnswerHeaders(RequestIds requestIds, ClientAddress clients, boolean openToOrigins) {
    this.requestIds = requestIds;
    this.clients = clients;
    this.resourcePolicy = value(openToOrigins ? "cross-origin" : "same-origin");
  }

  /** Sets them; whoever answers may change them. */
  void stamp(HttpServerRequest request) {
    requestIds.stamp(request);
    MultiMap headers = request.response().headers();
    headers.set(CONTENT_TYPE_OPTIONS, NO_SNIFFING);
    headers.set(REFERRER_POLICY, NO_REFERRER);
    headers.set(CONTENT_POLICY, NO_CONTENT);
    headers.set(FRAME_OPTIONS, NO_FRAMES);
    headers.set(RESOURCE_POLICY, resourcePolicy);
    if (clients.isSecure(request)) {
      headers.set(TRANSPORT_SECURITY, FOR_A_YEAR);
    }
  }

  private static CharSequence name(String text) {
    return HttpHeaders.createOptimized(text);
  }

  private static CharSequence value(String text) {
    return HttpHeaders.createOptimized(text);
  }
}
