package io.flagpost.verdicts;

/** A re-check is already running on this node. */
public final class RecheckRunningException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RecheckRunningException() {
    super("A re-check is under way");
  }
}
