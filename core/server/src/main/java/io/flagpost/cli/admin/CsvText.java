package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.flagpost.platform.text.SpreadsheetText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints rows as CSV, for spreadsheets: senders may have made up what is in them. */
final class CsvText implements RecordSink {
  private final PrintWriter out;
  private final List<String> columns;
  private final List<JsonNode> rows = new ArrayList<>();

  /**
   * @param columns the columns; empty for all members that are no objects
   */
  CsvText(PrintWriter out, List<String> columns) {
    this.out = out;
    this.columns = List.copyOf(columns);
  }

  @Override
  public void add(JsonNode row) {
    rows.add(row);
  }

  @Override
  public void end() {
    List<String> names = columns.isEmpty() ? namesOf(rows) : columns;
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      if (!names.isEmpty()) {
        csv.writeRecord(names);
      }
      for (JsonNode row : rows) {
        csv.writeRecord(
            names.stream().map(name -> cell(row.at("/" + name.replace('.', '/')))).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.print(text);
    out.flush();
  }

  private static List<String> namesOf(List<JsonNode> rows) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode row : rows) {
      for (Map.Entry<String, JsonNode> member : row.properties()) {
        if (!member.getValue().isObject()) {
          names.add(member.getKey());
        }
      }
    }
    return List.copyOf(names);
  }

  private static String cell(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    if (value.isNumber() || value.isBoolean()) {
      return value.asText();
    }
    return SpreadsheetText.line(value.isTextual() ? value.textValue() : CellText.of(value));
  }
}
