package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says why a file cannot be read, for the person who put it there. */
final class FileTrouble {
  private FileTrouble() {}

  static String of(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "the gateway has no permission";
    }
    if (failure instanceof NoSuchFileException) {
      return "it no longer exists";
    }
    if (failure instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return failure.getMessage() == null ? "input/output error" : failure.getMessage();
  }
}
