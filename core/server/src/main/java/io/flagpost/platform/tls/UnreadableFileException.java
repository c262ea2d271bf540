package io.flagpost.platform.tls;

/** A file that is not there or cannot be read; it may be so for a moment only. */
final class UnreadableFileException extends TlsException {
  private static final long serialVersionUID = 1L;

  UnreadableFileException(String message) {
    super(message);
  }
}
