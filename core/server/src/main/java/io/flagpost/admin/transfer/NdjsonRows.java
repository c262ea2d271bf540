package io.flagpost.admin.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * NDJSON: one object on each line; blank lines are skipped. An absent member is missing. After a
 * malformed line, the following lines are still read.
 */
final class NdjsonRows implements SentRows {
  private static final JsonFactory JSON = new JsonFactory();

  private final Columns columns;
  private final StrictText text;
  private final ImportErrors errors;
  private final SentRow row;
  private char[] buffer = new char[2 * StrictText.LONGEST_LINE];
  private int position;
  private int end;
  private boolean ended;
  private long line;

  NdjsonRows(Columns columns, StrictText text, ImportErrors errors) {
    this.columns = columns;
    this.text = text;
    this.errors = errors;
    this.row = new SentRow(columns.size());
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public @Nullable SentRow next() throws IOException {
    while (true) {
      int lineEnd = findLineEnd();
      if (lineEnd < 0) {
        return null;
      }
      int start = position;
      position = Math.min(lineEnd + 1, end);
      line++;
      if (!isBlank(start, lineEnd) && read(start, lineEnd)) {
        return row;
      }
    }
  }

  /**
   * The end of the line that begins at the current position, which may move; negative at the end.
   */
  private int findLineEnd() throws IOException {
    int at = position;
    while (true) {
      for (; at < end; at++) {
        if (buffer[at] == '\n') {
          return at;
        }
      }
      if (ended) {
        return position < end ? end : -1;
      }
      if (position > 0) {
        System.arraycopy(buffer, position, buffer, 0, end - position);
        at -= position;
        end -= position;
        position = 0;
      }
      fill();
    }
  }

  private void fill() throws IOException {
    try {
      int count = text.read(buffer, end, buffer.length - end);
      if (count < 0) {
        ended = true;
      } else {
        end += count;
      }
    } catch (BrokenContentException e) {
      line = text.line();
      throw e;
    }
  }

  private boolean isBlank(int start, int lineEnd) {
    for (int i = start; i < lineEnd; i++) {
      char c = buffer[i];
      if (c != ' ' && c != '\t' && c != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Reads the line; false if it is not a row, which has then been reported. */
  private boolean read(int start, int lineEnd) throws IOException {
    row.clear(line);
    try (JsonParser parser = JSON.createParser(buffer, start, lineEnd - start)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        errors.addMalformed(line, null, "must be a JSON object");
        return false;
      }
      boolean good = true;
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        good &= member(parser, name);
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        errors.addMalformed(line, null, "must be one JSON object");
        return false;
      }
      return good;
    } catch (JsonProcessingException e) {
      // Not its message, which may quote the line
      errors.addMalformed(line, null, "is not valid JSON" + place(e));
      return false;
    }
  }

  private static String place(JsonProcessingException failure) {
    return failure.getLocation() == null
        ? ""
        : " at column " + Math.max(1, failure.getLocation().getColumnNr());
  }

  private boolean member(JsonParser parser, String name) throws IOException {
    JsonToken token = parser.nextToken();
    int place = columns.indexOf(name);
    if (place < 0 || (row.given & 1 << place) != 0) {
      parser.skipChildren();
      errors.addMalformed(
          line,
          place < 0 ? null : name,
          place < 0
              ? "has an unknown member; the members are " + columns.names()
              : "is there twice");
      return false;
    }
    row.given |= 1 << place;
    Column column = columns.get(place);
    if (token == JsonToken.VALUE_NULL && column.presence() == Column.Presence.NULLABLE) {
      return true;
    }
    boolean isNumber = column.type().isNumber();
    if (token != (isNumber ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_STRING)) {
      parser.skipChildren();
      errors.add(line, name, isNumber ? "must be a whole number" : "must be a string");
      return false;
    }
    row.values[place] = parser.getText();
    return true;
  }
}
