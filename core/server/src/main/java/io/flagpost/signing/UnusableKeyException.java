package io.flagpost.signing;

/**
 * A key that somebody brings cannot be used. Expected, so without a stack; holds nothing secret.
 */
public final class UnusableKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was brought. */
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

  /** Which of the things that were brought is wrong. */
  public Part part() {
    return part;
  }
}
