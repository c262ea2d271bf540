package io.flagpost.verdicts;

/** What was to be written is out of date: another node was faster, or the plugins changed. */
final class OvertakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OvertakenException(String message) {
    super(message);
  }
}
