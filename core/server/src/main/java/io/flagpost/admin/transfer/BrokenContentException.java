package io.flagpost.admin.transfer;

import java.io.IOException;

/** The content cannot be read beyond a place. Expected. The message is the reason, for people. */
final class BrokenContentException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenContentException(String reason) {
    super(reason);
  }
}
