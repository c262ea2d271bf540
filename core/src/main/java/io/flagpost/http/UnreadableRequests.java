package io.flagpost.http;

import io.flagpost.envelope.SignatureProfile;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers requests that the HTTP codec could not read, or that are in a version of HTTP that does
 * not exist: there is nothing to route, and nothing to read after them on that connection.
 */
final class UnreadableRequests implements Handler<HttpServerRequest> {
  private final EnvelopeResponder responder;
  private final RequestIds requestIds;

  UnreadableRequests(EnvelopeResponder responder, RequestIds requestIds) {
    this.responder = responder;
    this.requestIds = requestIds;
  }

  @Override
  public void handle(HttpServerRequest request) {
    requestIds.stamp(request);
    request
        .response()
        .putHeader("Connection", "close")
        .endHandler(answered -> request.connection().close());
    responder.refuse(request, SignatureProfile.DOCUMENT, refusalFor(request.decoderResult()));
  }

  private static Refusal refusalFor(DecoderResult result) {
    Throwable cause = result.cause();
    if (cause instanceof TooLongHttpLineException) {
      return Refusal.REQUEST_LINE_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? Refusal.HEADERS_TOO_LARGE
        : Refusal.MALFORMED;
  }
}
