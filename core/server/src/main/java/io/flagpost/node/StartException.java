package io.flagpost.node;

/** The gateway cannot start; the message tells an operator, in one line, why and what to do. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
