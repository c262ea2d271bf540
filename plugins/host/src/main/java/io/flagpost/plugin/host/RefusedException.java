package io.flagpost.plugin.host;

/** A plugin cannot be loaded; the message says why, for its author and the operator. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String reason) {
    super(reason);
  }

  RefusedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
