package io.flagpost.registry;

import org.jspecify.annotations.Nullable;

/** The answer is unknown: PostgreSQL is unreachable, or too many look-ups are waiting for it. */
public final class LookupUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LookupUnavailableException(String message, @Nullable Throwable cause) {
    // Thrown for every record while PostgreSQL is unreachable: too often for a stack trace.
    super(message, cause, false, false);
  }
}
