package io.flagpost.plugin.host;

/**
 * Makes text of a plugin's author fit for one line of a log or a list: limits its length, and
 * escapes what would break the line or control a terminal.
 */
final class VendorText {
  private static final int MOST_CHARACTERS = 300;

  private VendorText() {}

  /** The beginning of the text, with all other than plain characters escaped. */
  static String of(String text) {
    StringBuilder plain = new StringBuilder(Math.min(text.length(), MOST_CHARACTERS) + 1);
    int at = 0;
    while (at < text.length() && plain.length() < MOST_CHARACTERS) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      if (isPlain(codePoint)) {
        plain.appendCodePoint(codePoint);
      } else {
        plain.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
      }
    }
    return at < text.length() ? plain.append('…').toString() : plain.toString();
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
