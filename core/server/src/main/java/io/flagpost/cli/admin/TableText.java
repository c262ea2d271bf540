package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints rows in columns, block by block, because a list may not fit in memory. Columns are as wide
 * as their widest cell so far. Nothing is cut off.
 */
final class TableText {
  private static final int BLOCK = 1_000;

  private final PrintWriter out;
  private final List<String> columns;
  private final int[] widths;
  private final List<List<String>> block = new ArrayList<>();

  TableText(PrintWriter out, List<String> columns) {
    this.out = out;
    this.columns = List.copyOf(columns);
    this.widths = new int[columns.size()];
    add(columns.stream().map(column -> column.toUpperCase(Locale.ROOT)).toList());
  }

  /** Adds an item of a list. */
  void add(JsonNode item) {
    add(
        columns.stream()
            .map(column -> CellText.of(item.at("/" + column.replace('.', '/'))))
            .toList());
    if (block.size() >= BLOCK) {
      flush();
    }
  }

  /** Prints the added items. */
  void flush() {
    for (List<String> row : block) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], CellText.width(row.get(i)));
      }
    }
    block.forEach(this::print);
    block.clear();
    out.flush();
  }

  private void add(List<String> row) {
    block.add(row);
  }

  private void print(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i));
      if (i < widths.length - 1) {
        line.append(" ".repeat(widths[i] - CellText.width(row.get(i)) + 2));
      }
    }
    out.println(line);
  }
}
