package io.flagpost.admin.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How an operation obeys the limit of a caller to some products and environments, as its {@code
 * x-flagpost-limit} in the OpenAPI description says.
 */
public enum Limit {
  /** It shows and changes only what is within the limit. */
  APPLIED,
  /** It cannot be limited, so that limited callers are refused before it is asked. */
  REFUSED,
  /** It is about the caller itself. */
  OWN;

  /** The limit of this name; empty if there is none. */
  static Optional<Limit> named(String text) {
    return Arrays.stream(values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }
}
