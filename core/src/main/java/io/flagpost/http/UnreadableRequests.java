package io.flagpost.http;

import io.flagpost.envelope.SignatureProfile;
import io.flagpost.web.AnswerHeaders;
import io.flagpost.web.CodecFailure;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Answers requests that the HTTP codec could not read, or that are in a version of HTTP that does
 * not exist: there is nothing to route, and nothing to read after them on that connection.
 */
final class UnreadableRequests implements Handler<HttpServerRequest> {
  /**
   * How long the rest of what is too long may come in, and is thrown away, before it is answered: a
   * client that is still sending when the connection ends could not read the answer.
   */
  private static final Duration REST = Duration.ofMillis(500);

  private final Vertx vertx;
  private final EnvelopeResponder responder;
  private final AnswerHeaders headers;
  private final RequestMeters meters;

  UnreadableRequests(
      Vertx vertx, EnvelopeResponder responder, AnswerHeaders headers, RequestMeters meters) {
    this.vertx = vertx;
    this.responder = responder;
    this.headers = headers;
    this.meters = meters;
  }

  @Override
  public void handle(HttpServerRequest request) {
    headers.stamp(request);
    meters.observe(request);
    request
        .response()
        .putHeader("Connection", "close")
        .endHandler(answered -> request.connection().close());
    Refusal refusal = refusalFor(CodecFailure.of(request));
    if (refusal.equals(Refusal.MALFORMED)) {
      refuse(request, refusal);
    } else {
      vertx.setTimer(REST.toMillis(), timer -> refuse(request, refusal));
    }
  }

  private void refuse(HttpServerRequest request, Refusal refusal) {
    responder.refuse(request, SignatureProfile.DOCUMENT, refusal);
  }

  private static Refusal refusalFor(CodecFailure failure) {
    return switch (failure) {
      case MALFORMED -> Refusal.MALFORMED;
      case REQUEST_LINE_TOO_LONG -> Refusal.REQUEST_LINE_TOO_LONG;
      case HEADERS_TOO_LARGE -> Refusal.HEADERS_TOO_LARGE;
    };
  }
}
