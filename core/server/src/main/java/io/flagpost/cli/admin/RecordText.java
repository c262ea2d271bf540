package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;

/** Prints one record, one member per line. */
final class RecordText {
  private final PrintWriter out;

  RecordText(PrintWriter out) {
    this.out = out;
  }

  void print(JsonNode record) {
    if (!record.isObject()) {
      out.println(CellText.of(record));
      return;
    }
    int widest =
        record.properties().stream().mapToInt(e -> CellText.width(e.getKey())).max().orElse(0);
    for (Map.Entry<String, JsonNode> member : record.properties()) {
      String name = member.getKey() + ":";
      out.println(
          name + " ".repeat(widest + 2 - CellText.width(name)) + CellText.of(member.getValue()));
    }
  }
}
