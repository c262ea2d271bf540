package io.flagpost.platform.web.framing;

/** A body that cannot be read. Expected, so without a stack. */
public final class UnreadableBodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** It is over the limit. */
    TOO_LARGE,
    /** Its bytes are not admitted now. */
    NO_ROOM,
    /** It is not valid HTTP. */
    MALFORMED
  }

  private final Reason reason;

  public UnreadableBodyException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
