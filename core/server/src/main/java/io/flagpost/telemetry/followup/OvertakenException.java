package io.flagpost.telemetry.followup;

/** A result is out of date: another node was faster, or the plugins changed. */
public final class OvertakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OvertakenException(String message) {
    super(message);
  }
}
