package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.Console;

/** Prints lines that fit a terminal of 80 columns; what does not fit is cut off, visibly. */
final class NarrowText {
  private static final int WIDTH = 80;
  private static final int DATE = "2026-01-31".length();
  private static final int SECOND = "2026-01-31T00:00:00".length();

  private final Console console;

  NarrowText(Console console) {
    this.console = console;
  }

  /** Prints a line; the text is harmless already. */
  void line(int depth, String text) {
    String indent = "  ".repeat(depth);
    console.out().println(indent + CellText.cut(text, WIDTH - indent.length()));
  }

  /** Prints a heading, with an empty line before it. */
  void heading(String text) {
    console.out().println();
    line(0, text);
  }

  /** A text of exactly so many columns. */
  static String padded(String text, int columns) {
    String cut = CellText.cut(text, columns);
    return cut + " ".repeat(columns - CellText.width(cut));
  }

  /** A number that ends at a column. */
  static String right(JsonNode number, int columns) {
    String text = CellText.of(number);
    return " ".repeat(Math.max(0, columns - text.length())) + text;
  }

  /** The date of a moment. */
  static String date(JsonNode moment) {
    return beginning(moment, DATE);
  }

  /** The date of a moment, without the century. */
  static String shortDate(JsonNode moment) {
    String date = date(moment);
    return date.length() == DATE ? date.substring(2) : date;
  }

  /** A moment to the second. */
  static String second(JsonNode moment) {
    return moment.isTextual() ? beginning(moment, SECOND) + "Z" : CellText.of(moment);
  }

  private static String beginning(JsonNode moment, int length) {
    String text = CellText.of(moment);
    return text.substring(0, Math.min(length, text.length()));
  }
}
