package io.flagpost.admin.transfer;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * CSV by RFC 4180, with a header line whose columns are in any order. A column that is not in the
 * header is missing in every row; an empty field has no value.
 */
final class CsvRows implements SentRows {
  private final Columns columns;
  private final StrictText text;
  private final ImportErrors errors;
  private final SentRow row;
  private final CloseableIterator<Boolean> records;
  private int[] places = {};
  private int given;
  private boolean begun;
  private @Nullable String @Nullable [] header;

  // The record that is being read
  private long line = 1;
  private int fields;
  private int length;
  private boolean quoteInside;
  private boolean oddStrayQuotes;

  CsvRows(Columns columns, StrictText text, ImportErrors errors) {
    this.columns = columns;
    this.text = text;
    this.errors = errors;
    this.row = new SentRow(columns.size());
    this.records =
        CsvReader.builder()
            .maxBufferSize(2 * StrictText.LONGEST_LINE) // the limit of StrictText applies first
            .allowExtraFields(true) // counted here, where it does not end the import
            .allowMissingFields(true)
            .build(new Handler(), text)
            .iterator();
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public @Nullable SentRow next() throws IOException {
    if (!begun) {
      readHeader();
      begun = true;
    }
    while (hasNext()) {
      if (fields != places.length) {
        errors.addMalformed(
            line,
            null,
            String.format(
                Locale.ROOT, "has %d fields, where the header has %d", fields, places.length));
      } else if (quoteInside) {
        errors.addMalformed(line, null, "has a quotation mark in a field that is not quoted");
      } else {
        row.given = given;
        return row;
      }
    }
    return null;
  }

  /** Reads the header: its fields are the names of the columns. */
  private void readHeader() throws IOException {
    header = new String[columns.size() + 1];
    if (!hasNext()) {
      throw new BrokenContentException("must be the header, with the names of the columns");
    }
    String[] names = header;
    header = null;
    if (quoteInside) {
      throw new BrokenContentException("has a quotation mark in a field that is not quoted");
    }
    int[] found = new int[fields];
    for (int i = 0; i < fields; i++) {
      String name = i < names.length ? names[i] : "";
      int place = columns.indexOf(name);
      if (place < 0) {
        throw new BrokenContentException(
            String.format(
                Locale.ROOT,
                "is the header, and names an unknown column in place %d; the columns are %s",
                i + 1,
                columns.names()));
      }
      if ((given & 1 << place) != 0) {
        throw new BrokenContentException("is the header, and names " + name + " twice");
      }
      given |= 1 << place;
      found[i] = place;
    }
    for (Column column : columns.all()) {
      if (column.presence() == Column.Presence.REQUIRED
          && (given & columns.bit(column.name())) == 0) {
        throw new BrokenContentException("is the header, and has no " + column.name());
      }
    }
    places = found;
  }

  private boolean hasNext() throws IOException {
    try {
      if (records.hasNext()) {
        records.next();
        return true;
      }
    } catch (CsvParseException | UncheckedIOException e) {
      throw explain(e);
    }
    if (text.hasOddQuotes() != oddStrayQuotes) {
      throw new BrokenContentException("has a quotation mark that is not closed");
    }
    return false;
  }

  private IOException explain(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordTooLongException) {
        return new BrokenContentException(
            String.format(
                Locale.ROOT, "begins a record longer than %d characters", StrictText.LONGEST_LINE));
      }
      if (cause instanceof IOException io) {
        if (io instanceof BrokenContentException) {
          line = text.line();
        }
        return io;
      }
    }
    return new BrokenContentException(
        "has a quotation mark that is not closed, or text after a closing one");
  }

  private static final class RecordTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Puts fields into their columns, without an object for each record. */
  private final class Handler extends AbstractBaseCsvCallbackHandler<Boolean> {
    @Override
    protected void handleBegin(long startingLineNumber) {
      line = startingLineNumber;
      fields = 0;
      length = 0;
      quoteInside = false;
      row.clear(startingLineNumber);
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int count, boolean quoted) {
      fields++;
      length += count + 1;
      if (length > StrictText.LONGEST_LINE) {
        throw new RecordTooLongException();
      }
      if (!quoted) {
        for (int i = offset; i < offset + count; i++) {
          if (buffer[i] == '"') {
            quoteInside = true;
            oddStrayQuotes = !oddStrayQuotes;
          }
        }
      }
      if (header != null) {
        if (index < header.length) {
          header[index] = new String(buffer, offset, count);
        }
      } else if (index < places.length && count > 0) {
        row.values[places[index]] = new String(buffer, offset, count);
      }
    }

    @Override
    protected Boolean buildRecord() {
      return Boolean.TRUE;
    }
  }
}
