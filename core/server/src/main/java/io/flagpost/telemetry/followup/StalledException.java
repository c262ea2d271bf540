package io.flagpost.telemetry.followup;

/** A follower could not go on with a single record, and has changed nothing. */
final class StalledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StalledException() {
    super("It takes no records now");
  }
}
