package io.flagpost.wire;

/** The codes of the document's answers, each with its message. */
public enum ResponseCode {
  INVALID_API_KEY(100, "Invalid API Key"),
  INACTIVE_API_KEY(101, "Inactive API Key"),
  MISSING_CAPABILITY(
      102, "The used API key doesn't have the required capability to access this endpoint"),
  WRONG_ADDRESS(103, "API key can't be used from this IP address"),
  ACCESS_DENIED(150, "Access denied"),
  TOO_MANY_REQUESTS(160, "Too many requests"),
  REQUEST_TOO_LARGE(161, "Request too large"),
  ENDPOINT_NOT_FOUND(162, "Endpoint not found"),
  METHOD_NOT_ALLOWED(163, "Method not allowed"),
  UNAVAILABLE(164, "Service temporarily unavailable"),
  INTERNAL_ERROR(165, "Internal error"),
  MALFORMED_REQUEST(166, "Malformed request"),
  SAVED_CORRECT(830, "Correct format data saved"),
  SAVED_INCORRECT(831, "Incorrect format data saved"),
  FOUND(970, "Telemetry data found"),
  INVALID_FILTER(971, "Invalid filter");

  private final int number;
  private final String message;

  ResponseCode(int number, String message) {
    this.number = number;
    this.message = message;
  }

  /** {@code code} of a response. */
  public int number() {
    return number;
  }

  /** {@code message} of a response. */
  public String message() {
    return message;
  }
}
