package io.flagpost.platform.snapshot;

/** A snapshot exists but cannot be used; the message tells an operator why. */
public final class UnusableSnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnusableSnapshotException(String message, Throwable cause) {
    super(message, cause);
  }

  UnusableSnapshotException(String message) {
    super(message);
  }
}
