package io.flagpost.platform.web;

/** A body that cannot be read. Expected, so without a stack. */
public final class UnreadableBodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** It is over the limit. */
    TOO_LARGE,
    /** There is no room for it now. */
    NO_ROOM,
    /** What came is no HTTP any more. */
    MALFORMED
  }

  private final Reason reason;

  UnreadableBodyException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
