package io.flagpost.registry;

/** The database belongs to the other mode; the message says what to do. */
public final class OtherModeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OtherModeException(String message) {
    super(message);
  }
}
