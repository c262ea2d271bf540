package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints the items of a list as they arrive: as a table, or as one JSON array. */
final class Rows implements RecordSink {
  private final Console console;
  private final boolean json;
  private final List<String> columns;
  private final AnswerPrinter report;
  private @Nullable TableText table;
  private long count;

  /**
   * @param columns the columns of a table; empty for those of the first item
   */
  Rows(Console console, boolean json, List<String> columns) {
    this.console = console;
    this.json = json;
    this.columns = columns;
    this.report = new AnswerPrinter(console, json);
  }

  @Override
  public void add(JsonNode item) {
    count++;
    if (json) {
      console.out().println((count == 1 ? "[" : ",") + report.text(item));
      return;
    }
    TableText open = table;
    if (open == null) {
      open = new TableText(console.out(), columns.isEmpty() ? columnsOf(item) : columns);
      table = open;
    }
    open.add(item);
  }

  @Override
  public void end() {
    TableText open = table;
    if (json) {
      console.out().println(count == 0 ? "[]" : "]");
    } else if (open == null) {
      console.err().println("None.");
    } else {
      open.flush();
    }
    console.out().flush();
  }

  private static List<String> columnsOf(JsonNode item) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : item.properties()) {
      if (!member.getValue().isObject()) {
        names.add(member.getKey());
      }
    }
    return names;
  }
}
