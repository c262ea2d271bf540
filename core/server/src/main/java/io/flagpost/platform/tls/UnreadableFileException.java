package io.flagpost.platform.tls;

/** A file that does not exist or cannot be read, perhaps only for a moment. */
final class UnreadableFileException extends TlsException {
  private static final long serialVersionUID = 1L;

  UnreadableFileException(String message) {
    super(message);
  }
}
