package io.flagpost.platform.web.framing;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** Why the HTTP codec could not read a request. */
public enum CodecFailure {
  MALFORMED,
  REQUEST_LINE_TOO_LONG,
  HEADERS_TOO_LARGE;

  /** Why it could not read this one. */
  public static CodecFailure of(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      return REQUEST_LINE_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException ? HEADERS_TOO_LARGE : MALFORMED;
  }
}
