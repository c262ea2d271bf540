package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.platform.text.HarmlessText;
import java.util.ArrayList;
import java.util.List;

/** Writes a value on one line of a terminal. */
final class CellText {
  private static final String CUT = "\u2026";

  private CellText() {}

  static String of(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "-";
    }
    if (value.isArray() && value.size() > 0) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(of(item)));
      return String.join(", ", items);
    }
    if (value.isTextual()) {
      return value.textValue().isEmpty() ? "\"\"" : of(value.textValue());
    }
    return value.isContainerNode() ? of(value.toString()) : value.asText();
  }

  static String of(String text) {
    return HarmlessText.line(text);
  }

  /** The width of a text, in columns of a terminal. */
  static int width(String text) {
    return text.codePoints().map(CellText::width).sum();
  }

  /** The text, cut off visibly if it is wider than so many columns. */
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    int width = width(CUT);
    for (int point : text.codePoints().toArray()) {
      width += width(point);
      if (width > columns) {
        break;
      }
      shown.appendCodePoint(point);
    }
    return shown + CUT;
  }

  private static int width(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(point) ? 2 : 1;
  }

  private static boolean isWide(int point) {
    if (point < 0x1100) {
      return false;
    }
    return point <= 0x115F
        || (point >= 0x2E80 && point <= 0xA4CF && point != 0x303F)
        || (point >= 0xAC00 && point <= 0xD7A3)
        || (point >= 0xF900 && point <= 0xFAFF)
        || (point >= 0xFE30 && point <= 0xFE6F)
        || (point >= 0xFF00 && point <= 0xFF60)
        || (point >= 0xFFE0 && point <= 0xFFE6)
        || (point >= 0x1F300 && point <= 0x1F64F)
        || (point >= 0x1F900 && point <= 0x1F9FF)
        || (point >= 0x20000 && point <= 0x3FFFD);
  }
}
