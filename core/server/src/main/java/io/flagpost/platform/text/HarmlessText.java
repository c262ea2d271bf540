package io.flagpost.platform.text;

import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Text in which nothing moves a cursor, colours a screen, turns the reading direction, hides or
 * pretends to be another line: such characters are written as JSON writes them, {@code \}{@code
 * u001b}. Inside of JSON it is therefore still the same JSON.
 */
public final class HarmlessText {
  private HarmlessText() {}

  /** The text on one line; the same object if it is one already. */
  public static String line(String text) {
    return escape(text, HarmlessText::isHarmful);
  }

  /** The text with its line feeds and tabs; the same object if nothing in it does harm. */
  public static String lines(String text) {
    return escape(text, point -> point != '\n' && point != '\t' && isHarmful(point));
  }

  private static String escape(String text, IntPredicate harmful) {
    if (text.codePoints().noneMatch(harmful)) {
      return text;
    }
    StringBuilder harmless = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              if (harmful.test(point)) {
                escape(point, harmless);
              } else {
                harmless.appendCodePoint(point);
              }
            });
    return harmless.toString();
  }

  private static void escape(int point, StringBuilder into) {
    switch (point) {
      case '\n' -> into.append("\\n");
      case '\r' -> into.append("\\r");
      case '\t' -> into.append("\\t");
      default -> {
        for (char unit : Character.toChars(point)) {
          into.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
      }
    }
  }

  private static boolean isHarmful(int point) {
    if (point >= ' ' && point < 0x7F) {
      return false;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> !isPartOfWords(point);
      default -> false;
    };
  }

  /**
   * Those characters of no width that scripts are written with: the joiners, and signs before
   * numbers in Arabic, Syriac and Kaithi.
   */
  private static boolean isPartOfWords(int point) {
    return point == 0x200C
        || point == 0x200D
        || (point >= 0x600 && point <= 0x605)
        || point == 0x6DD
        || point == 0x70F
        || point == 0x890
        || point == 0x891
        || point == 0x8E2
        || point == 0x110BD
        || point == 0x110CD;
  }
}
