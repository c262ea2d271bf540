package io.flagpost.platform.tls;

/** A certificate or key that is of no use; the message names the setting and says why. */
public sealed class TlsException extends RuntimeException permits UnreadableFileException {
  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    super(message);
  }
}
