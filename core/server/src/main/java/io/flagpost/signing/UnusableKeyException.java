package io.flagpost.signing;

/** A given key cannot be used. Expected, so it has no stack trace; contains nothing secret. */
public final class UnusableKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The parts of the input. */
  public enum Part {
    PRIVATE_KEY,
    PASSPHRASE,
    DOCUMENT
  }

  private final Part part;

  /**
   * @param part the invalid part
   * @param reason why, as the end of a sentence that begins with the part
   */
  UnusableKeyException(Part part, String reason) {
    super(reason, null, false, false);
    this.part = part;
  }

  /** The invalid part of the input. */
  public Part part() {
    return part;
  }
}
