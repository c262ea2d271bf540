package io.flagpost.verdicts;

/** The work ends early because the gateway does; nothing of it was written. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("Stopped");
  }
}
