package io.flagpost.verdicts;

/** A re-check is under way on this node; there is one at a time. */
public final class RecheckRunningException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RecheckRunningException() {
    super("A re-check is under way");
  }
}
