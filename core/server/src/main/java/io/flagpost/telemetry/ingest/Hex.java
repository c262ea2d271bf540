package io.flagpost.telemetry.ingest;

/** Hexadecimal digits, ASCII ones only. */
final class Hex {
  private Hex() {}

  /** The value of a digit in either case; negative if it is none. */
  static int digit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Whether every character from {@code from} to before {@code to} is a digit. */
  static boolean isHex(String text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (digit(text.charAt(at)) < 0) {
        return false;
      }
    }
    return true;
  }
}
