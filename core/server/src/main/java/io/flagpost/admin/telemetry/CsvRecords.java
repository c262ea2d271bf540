package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.CsvWriter.CsvWriterBuilder;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.flagpost.platform.text.SpreadsheetText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as CSV (RFC 4180, UTF-8). A field that was not sent is empty, one that is empty is a pair
 * of quotation marks. Lists have a blank between their items, which are codes and ids without
 * blanks.
 */
final class CsvRecords implements RecordLines {
  private static final int OCTETS_PER_RECORD = 512;

  private final List<String> columns;
  private final boolean defused;

  /**
   * @param columns the members to write
   * @param defused whether spreadsheets are to take no text for a formula
   */
  CsvRecords(List<String> columns, boolean defused) {
    this.columns = columns;
    this.defused = defused;
  }

  @Override
  public byte[] of(Iterable<ObjectNode> records, int count, boolean titled) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(count * OCTETS_PER_RECORD);
    @Nullable String[] fields = new String[columns.size()];
    CsvWriterBuilder builder =
        CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).quoteStrategy(QuoteStrategies.EMPTY);
    try (CsvWriter writer = builder.build(out, StandardCharsets.UTF_8)) {
      if (titled) {
        writer.writeRecord(columns);
      }
      for (ObjectNode record : records) {
        for (int i = 0; i < fields.length; i++) {
          fields[i] = field(record.get(columns.get(i)));
        }
        writer.writeRecord(fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private @Nullable String field(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isArray()) {
      return list(value);
    }
    String text = value.asText();
    return defused && value.isTextual() ? SpreadsheetText.lines(text) : text;
  }

  private static @Nullable String list(JsonNode items) {
    if (items.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode item : items) {
      text.append(text.isEmpty() ? "" : " ").append(item.asText());
    }
    return text.toString();
  }
}
