package io.flagpost.admin.transfer;

import java.io.IOException;

/** The content cannot be read any further. Expected. The message is the reason, for people. */
final class BrokenContentException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenContentException(String reason) {
    super(reason);
  }
}
