package io.flagpost.telemetry.ingest;

/**
 * Makes text fit a text column: white space, characters that PostgreSQL refuses, length. Pure
 * functions, on any thread.
 */
public final class ColumnText {
  /** Stands for whatever is no text. */
  static final char REPLACEMENT = '\uFFFD';

  private ColumnText() {}

  /**
   * Without white space at either end: the characters that Unicode gives the property White_Space,
   * and U+FEFF, the byte order mark.
   */
  public static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isWhiteSpace(text.charAt(from))) {
      from++;
    }
    while (from < to && isWhiteSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** The first {@code limit} code points; U+0000 and lone surrogates become U+FFFD. */
  public static String fit(String text, int limit) {
    if (isPlain(text)) {
      return text.length() <= limit ? text : text.substring(0, limit);
    }
    StringBuilder fitted = new StringBuilder(Math.min(text.length(), 2 * limit));
    int at = 0;
    for (int count = 0; count < limit && at < text.length(); count++) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      boolean refused = codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE;
      fitted.appendCodePoint(refused ? REPLACEMENT : codePoint);
    }
    return fitted.toString();
  }

  /** Whether there are more than {@code limit} code points. */
  static boolean exceeds(String text, int limit) {
    return text.length() > limit && text.codePointCount(0, text.length()) > limit;
  }

  private static boolean isPlain(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhiteSpace(char c) {
    if (c <= ' ') {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
    return c >= 0x85
        && switch (c) {
          case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF -> true;
          default -> c >= 0x2000 && c <= 0x200A;
        };
  }
}
