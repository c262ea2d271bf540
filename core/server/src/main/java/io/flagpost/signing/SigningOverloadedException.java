package io.flagpost.signing;

/** The bounded signing queue is full; the caller should try again later. */
public final class SigningOverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SigningOverloadedException() {
    super("the signing queue is full", null, false, false); // an expected outcome: no stack trace
  }
}
