package io.flagpost.platform.database;

import org.jspecify.annotations.Nullable;

/** The database cannot be used; the message tells an operator, in one line, why and what to do. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  DatabaseException(String message) {
    super(message);
  }
}
