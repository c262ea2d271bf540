package io.flagpost.cli.admin;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A short table that is at most as wide as a terminal: texts on the left, cut off where there is no
 * room for them, and numbers on the right, which are not.
 */
final class FittedTable {
  private static final int WIDTH = 80;
  private static final int GAP = 2;
  private static final int NARROWEST = 8;

  private final PrintWriter out;
  private final int texts;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param texts how many of the columns are texts, from the left
   * @param columns their headings
   */
  FittedTable(PrintWriter out, int texts, String... columns) {
    this.out = out;
    this.texts = texts;
    rows.add(List.of(columns));
  }

  /** Adds a row, a cell for each column. */
  void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** Prints an empty line and the rows, if there are any. */
  void print() {
    if (rows.size() == 1) {
      return;
    }
    out.println();
    int[] widths = widths();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = i < texts ? CellText.cut(row.get(i), widths[i]) : row.get(i);
        String space = " ".repeat(Math.max(0, widths[i] - CellText.width(cell)));
        line.append(i == 0 ? "" : " ".repeat(GAP)).append(i < texts ? cell + space : space + cell);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int[] widths() {
    int[] widths = new int[rows.get(0).size()];
    int all = -GAP;
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] = rows.stream().mapToInt(row -> CellText.width(row.get(column))).max().orElse(0);
      all += widths[i] + GAP;
    }
    for (int excess = all - WIDTH; excess > 0; excess--) {
      int widest = 0;
      for (int i = 1; i < texts; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (texts == 0 || widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }
}
