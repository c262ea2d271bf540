package io.flagpost.admin.transfer;

/**
 * A value that a column cannot have. Expected, so it has no stack trace. The message is the reason.
 */
final class WrongValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongValueException(String reason) {
    super(reason, null, false, false);
  }
}
