package io.flagpost.statistics;

/** Counts are being made again already, by this node or another one. */
public final class RebuildRunningException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RebuildRunningException() {
    super("Counts are being made again already");
  }
}
