package io.flagpost.telemetry.http;

import org.jspecify.annotations.Nullable;

/**
 * A reason to refuse a request, as the wire contract lists them.
 *
 * @param status the HTTP status
 * @param code the code of the envelope
 * @param message the message of the envelope
 * @param retryAfter how many seconds to wait before trying again; null if trying again is no use
 */
record Refusal(int status, int code, String message, @Nullable Integer retryAfter) {
  private static final int SOON = 5;

  static final Refusal MALFORMED = new Refusal(400, 166, "Malformed request");
  static final Refusal REQUEST_LINE_TOO_LONG = new Refusal(414, 166, MALFORMED.message());
  static final Refusal HEADERS_TOO_LARGE = new Refusal(431, 166, MALFORMED.message());
  static final Refusal NOT_FOUND = new Refusal(404, 162, "Endpoint not found");
  static final Refusal METHOD_NOT_ALLOWED = new Refusal(405, 163, "Method not allowed");
  static final Refusal TOO_LARGE = new Refusal(413, 161, "Request too large");
  static final Refusal INVALID_KEY = new Refusal(401, 100, "Invalid API Key");
  static final Refusal INACTIVE_KEY = new Refusal(401, 101, "Inactive API Key");
  static final Refusal WRONG_ADDRESS =
      new Refusal(401, 103, "API key can't be used from this IP address");
  static final Refusal MISSING_CAPABILITY =
      new Refusal(
          401,
          102,
          "The used API key doesn't have the required capability to access this endpoint");
  static final Refusal UNAVAILABLE = new Refusal(503, 164, "Service temporarily unavailable", SOON);
  static final Refusal ACCESS_DENIED = new Refusal(403, 150, "Access denied");
  static final Refusal INTERNAL_ERROR = new Refusal(500, 165, "Internal error");
  static final Refusal INVALID_FILTER = new Refusal(422, 971, "Invalid filter");

  private Refusal(int status, int code, String message) {
    this(status, code, message, null);
  }

  /** The refusal of a request over a rate limit. */
  static Refusal tooMany(int retryAfter) {
    return new Refusal(429, 160, "Too many requests", retryAfter);
  }
}
