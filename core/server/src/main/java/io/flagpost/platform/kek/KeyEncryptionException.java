package io.flagpost.platform.kek;

/** The key-encryption key is unusable, or is not the one under which something was encrypted. */
public final class KeyEncryptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeyEncryptionException(String message) {
    super(message);
  }

  public KeyEncryptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
