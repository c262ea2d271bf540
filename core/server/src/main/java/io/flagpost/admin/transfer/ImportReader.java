package io.flagpost.admin.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads an import's content into the temporary table. Blocking; a worker's thread. */
final class ImportReader {
  private final Columns columns;
  private final ImportOptions options;
  private final TransferSettings settings;
  private final ImportErrors errors;

  ImportReader(
      Columns columns, ImportOptions options, TransferSettings settings, ImportErrors errors) {
    this.columns = columns;
    this.options = options;
    this.settings = settings;
    this.errors = errors;
  }

  /**
   * The result of reading.
   *
   * @param rows how many rows
   * @param sha256 the hash of the content after decompression
   */
  record Content(long rows, String sha256) {}

  /**
   * Reads all of it, and adds its errors to the list.
   *
   * @throws RefusedContentException if reading must stop
   * @throws IOException if the connection to the client or the database is lost
   */
  Content read(RequestBytes bytes, RowStaging staging) throws IOException {
    long rows = 0;
    String sha256 = "";
    try {
      MeteredContent content =
          options.gzip()
              ? MeteredContent.gzip(bytes, settings.importLimit())
              : MeteredContent.plain(bytes, settings.importLimit());
      rows = read(content, staging);
      sha256 = content.sha256Hex();
    } catch (BrokenContentException e) {
      errors.addUnreadable(1, String.valueOf(e.getMessage()));
    }
    staging.finish();
    return new Content(rows, sha256);
  }

  private long read(MeteredContent content, RowStaging staging) throws IOException {
    StrictText text = new StrictText(content);
    SentRows rows =
        options.csv() ? new CsvRows(columns, text, errors) : new NdjsonRows(columns, text, errors);
    long count = 0;
    RowBatch batch = new RowBatch(columns, settings.batchRows());
    for (SentRow row = next(rows); row != null; row = next(rows)) {
      count++;
      batch.add(row, errors);
      if (batch.isFull()) {
        staging.send(batch.take());
      }
    }
    if (batch.size() > 0) {
      staging.send(batch.take());
    }
    return count;
  }

  private @Nullable SentRow next(SentRows rows) throws IOException {
    try {
      return rows.next();
    } catch (BrokenContentException e) {
      errors.addUnreadable(Math.max(1, rows.line()), String.valueOf(e.getMessage()));
      return null;
    }
  }
}
