package io.flagpost.telemetry.store;

/**
 * A record could not be made durable; the sender has to try again later. Expected, and in numbers
 * while PostgreSQL is away, so without a stack; the cause has its own.
 */
public class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause, true, false);
  }

  public StoreUnavailableException(String message) {
    super(message, null, true, false);
  }
}
