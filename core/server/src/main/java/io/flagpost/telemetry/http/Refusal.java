package io.flagpost.telemetry.http;

import io.flagpost.wire.ResponseCode;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * A reason to refuse a request, as the wire contract lists them.
 *
 * @param status the HTTP status
 * @param code the code of the envelope
 * @param message the message of the envelope
 * @param retryAfter how many seconds to wait before trying again; null if trying again is no use
 */
record Refusal(int status, int code, String message, @Nullable Integer retryAfter)
    implements Decision {
  private static final int SOON = 5;

  static final Refusal MALFORMED = new Refusal(400, ResponseCode.MALFORMED_REQUEST);
  static final Refusal REQUEST_LINE_TOO_LONG = new Refusal(414, ResponseCode.MALFORMED_REQUEST);
  static final Refusal HEADERS_TOO_LARGE = new Refusal(431, ResponseCode.MALFORMED_REQUEST);
  static final Refusal NOT_FOUND = new Refusal(404, ResponseCode.ENDPOINT_NOT_FOUND);
  static final Refusal METHOD_NOT_ALLOWED = new Refusal(405, ResponseCode.METHOD_NOT_ALLOWED);
  static final Refusal TOO_LARGE = new Refusal(413, ResponseCode.REQUEST_TOO_LARGE);
  static final Refusal INVALID_KEY = new Refusal(401, ResponseCode.INVALID_API_KEY);
  static final Refusal INACTIVE_KEY = new Refusal(401, ResponseCode.INACTIVE_API_KEY);
  static final Refusal WRONG_ADDRESS = new Refusal(401, ResponseCode.WRONG_ADDRESS);
  static final Refusal MISSING_CAPABILITY = new Refusal(401, ResponseCode.MISSING_CAPABILITY);
  static final Refusal UNAVAILABLE = new Refusal(503, ResponseCode.UNAVAILABLE, SOON);
  static final Refusal ACCESS_DENIED = new Refusal(403, ResponseCode.ACCESS_DENIED);
  static final Refusal INTERNAL_ERROR = new Refusal(500, ResponseCode.INTERNAL_ERROR);
  static final Refusal INVALID_FILTER = new Refusal(422, ResponseCode.INVALID_FILTER);

  private Refusal(int status, ResponseCode code) {
    this(status, code, null);
  }

  private Refusal(int status, ResponseCode code, @Nullable Integer retryAfter) {
    this(status, code.number(), code.message(), retryAfter);
  }

  /** Carries this refusal past whatever is left to do, to the one place that answers with it. */
  <T> Future<T> failure() {
    return Future.failedFuture(new RefusedException(this));
  }

  /** The refusal of a request over a rate limit. */
  static Refusal tooMany(int retryAfter) {
    return new Refusal(429, ResponseCode.TOO_MANY_REQUESTS, retryAfter);
  }
}
