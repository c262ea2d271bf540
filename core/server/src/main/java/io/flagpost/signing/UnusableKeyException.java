package io.flagpost.signing;

/** A given key cannot be used. Expected, so without a stack; holds nothing secret. */
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
   * @param part what is wrong
   * @param reason why, as the end of a sentence that begins with the part
   */
  UnusableKeyException(Part part, String reason) {
    super(reason, null, false, false);
    this.part = part;
  }

  /** Which part of the input is wrong. */
  public Part part() {
    return part;
  }
}
