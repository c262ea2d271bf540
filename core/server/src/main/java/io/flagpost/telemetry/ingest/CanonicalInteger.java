package io.flagpost.telemetry.ingest;

import org.jspecify.annotations.Nullable;

/** Integers in the one way of writing them that has no other: {@code 7}, not {@code 07}. */
public final class CanonicalInteger {
  private static final int LONGEST = 20;

  private CanonicalInteger() {}

  /** The number, or null if the text is not the canonical one of a 64-bit integer. */
  public static @Nullable Long parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    boolean negative = text.charAt(0) == '-';
    int first = negative ? 1 : 0;
    if (text.length() == first || (text.charAt(first) == '0' && text.length() > 1)) {
      return null; // no digit, or 07 or -0, which are written otherwise
    }
    long value = 0; // below zero on the way, where the range is larger by one
    for (int at = first; at < text.length(); at++) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
        return null;
      }
      value = value * 10 - digit;
    }
    return negative ? Long.valueOf(value) : value == Long.MIN_VALUE ? null : Long.valueOf(-value);
  }
}
