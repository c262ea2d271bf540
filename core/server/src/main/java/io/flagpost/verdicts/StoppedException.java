package io.flagpost.verdicts;

/** The work was stopped because the gateway stops; nothing of it was written. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("Stopped");
  }
}
