package io.flagpost.platform.text;

import java.util.regex.Pattern;

/**
 * Text that a spreadsheet takes for text. What it would take for a formula gets an apostrophe
 * before it; so does what looks like such a text with its apostrophe, so that the two stay apart.
 * Numbers stay numbers, signed ones too. What moves a cursor or turns the reading direction is
 * written as JSON writes it.
 */
public final class SpreadsheetText {
  /** What a formula begins with, in full width as well, which spreadsheets take for the same. */
  private static final String BEGINNINGS = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private SpreadsheetText() {}

  /** The text for a cell of one line. */
  public static String line(String text) {
    return defused(HarmlessText.line(text));
  }

  /** The text for a cell, with its line breaks. */
  public static String lines(String text) {
    return defused(HarmlessText.lines(text));
  }

  private static String defused(String harmless) {
    return isFormula(harmless) && !NUMBER.matcher(harmless).matches() ? "'" + harmless : harmless;
  }

  /** Whether it is one, behind apostrophes, or behind what some programs leave out. */
  private static boolean isFormula(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (BEGINNINGS.indexOf(c) >= 0) {
        return true;
      }
      if (c != '\'' && !isLeftOut(c)) {
        return false;
      }
    }
    return false;
  }

  private static boolean isLeftOut(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.FORMAT;
  }
}
