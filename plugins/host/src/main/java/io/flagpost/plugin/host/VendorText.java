package io.flagpost.plugin.host;

/**
 * Text that a plugin's author wrote, made fit for one line of a log or a list: bounded, and without
 * what would break the line or rule a terminal.
 */
final class VendorText {
  private static final int MOST_CHARACTERS = 300;

  private VendorText() {}

  /** The text's beginning, with everything escaped that is no plain character. */
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
