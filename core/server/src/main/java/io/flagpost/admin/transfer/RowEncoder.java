package io.flagpost.admin.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.flagpost.platform.text.TimestampText;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Writes rows in the format that an import reads. Immutable; takes CPU time. */
final class RowEncoder {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int BYTES_PER_ROW = 128;

  private final Columns columns;
  private final boolean csv;

  RowEncoder(Columns columns, boolean csv) {
    this.columns = columns;
    this.csv = csv;
  }

  /** The text before the first row. */
  Buffer header() {
    return Buffer.buffer(csv ? columns.names().replace(", ", ",") + "\r\n" : "");
  }

  Buffer encode(Iterable<Row> rows, int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(count * BYTES_PER_ROW);
    try {
      if (csv) {
        writeCsv(rows, out);
      } else {
        writeNdjson(rows, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(out.toByteArray());
  }

  private void writeCsv(Iterable<Row> rows, ByteArrayOutputStream out) throws IOException {
    String[] fields = new String[columns.size()];
    try (CsvWriter writer =
        CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out, StandardCharsets.UTF_8)) {
      for (Row row : rows) {
        for (int i = 0; i < fields.length; i++) {
          String text = text(row.getValue(i));
          fields[i] = text == null ? "" : text;
        }
        writer.writeRecord(fields);
      }
    }
  }

  private void writeNdjson(Iterable<Row> rows, ByteArrayOutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setRootValueSeparator(null);
      for (Row row : rows) {
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
          json.writeFieldName(columns.get(i).name());
          Object value = row.getValue(i);
          if (value instanceof Number number) {
            json.writeNumber(number.longValue());
          } else {
            json.writeString(text(value)); // writes null as null
          }
        }
        json.writeEndObject();
        json.writeRaw('\n');
      }
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof OffsetDateTime moment
        ? TimestampText.shortest(moment.toInstant())
        : value.toString();
  }
}
