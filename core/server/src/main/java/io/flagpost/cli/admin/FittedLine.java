package io.flagpost.cli.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Writes cells on one line of so many columns; the widest are cut first. */
final class FittedLine {
  private static final String GAP = "  ";

  private FittedLine() {}

  /**
   * The line.
   *
   * @param whole cells at its beginning that are never cut
   * @param cells the others, harmless already
   */
  static String of(List<String> whole, List<String> cells, int width) {
    int taken = whole.stream().mapToInt(cell -> CellText.width(cell) + GAP.length()).sum();
    int room = width - taken - GAP.length() * (cells.size() - 1);
    int most = widest(cells, room);
    List<String> shown = new ArrayList<>(whole);
    cells.forEach(cell -> shown.add(CellText.cut(cell, most)));
    return String.join(GAP, shown);
  }

  /** How wide a cell may be, so that all of them have room; 1 if there is none. */
  private static int widest(List<String> cells, int room) {
    int[] widths = cells.stream().mapToInt(CellText::width).toArray();
    int most = Math.max(1, Math.min(room, IntStream.of(widths).max().orElse(1)));
    while (most > 1) {
      int limit = most;
      if (IntStream.of(widths).mapToLong(one -> Math.min(limit, one)).sum() <= room) {
        return most;
      }
      most--;
    }
    return most;
  }
}
