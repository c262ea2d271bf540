package io.flagpost.cli.export;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where records end, and reads of the last one its id and its time of receipt: each begins
 * with the record id, the id and that time, none of which its sender chose.
 */
final class RecordScanner {
  private static final Pattern NDJSON =
      Pattern.compile(
          "\\{\"record_id\":\"[0-9a-f-]{36}\",\"id\":([0-9]{1,19}),\"received_at\":\"([0-9TZ:.-]+)\".*",
          Pattern.DOTALL);

  private static final Pattern CSV =
      Pattern.compile("[0-9a-f-]{36},([0-9]{1,19}),([0-9TZ:.-]+)[,\\r].*", Pattern.DOTALL);

  /** All of what the patterns look for. */
  private static final int HEAD = 160;

  private final boolean csv;
  private byte[] head = new byte[HEAD];
  private byte[] lastHead = new byte[HEAD];
  private int headLength;
  private int lastHeadLength;
  private String first = "";
  private boolean quoted;
  private boolean titled;
  private long records;

  /**
   * @param csv whether it is CSV, rather than a JSON object a line
   * @param titled whether the names of the columns have come already; only CSV has them
   */
  RecordScanner(boolean csv, boolean titled) {
    this.csv = csv;
    this.titled = titled || !csv;
  }

  /**
   * Looks at the next bytes.
   *
   * @return how many of them belong to whole records
   */
  int scan(byte[] bytes, int length) {
    int whole = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (headLength < HEAD) {
        head[headLength++] = b;
      }
      if (b == '"') {
        quoted = csv && !quoted;
      } else if (b == '\n' && !quoted) {
        whole = i + 1;
        end();
      }
    }
    return whole;
  }

  private void end() {
    if (titled) {
      records++;
      byte[] free = lastHead;
      lastHead = head;
      lastHeadLength = headLength;
      head = free;
      if (records == 1) {
        first = begin();
      }
    }
    titled = true;
    headLength = 0;
  }

  /** What comes next is the beginning of a record. */
  void restart() {
    headLength = 0;
    quoted = false;
  }

  /** How many records have ended. */
  long records() {
    return records;
  }

  /**
   * What the first record begins with: group 1 is its id, group 2 its time of receipt.
   *
   * @throws NoRecordException if it is none
   */
  Matcher first() throws NoRecordException {
    return place(first);
  }

  /** The same of the last record. */
  Matcher last() throws NoRecordException {
    return place(begin());
  }

  private String begin() {
    return new String(lastHead, 0, lastHeadLength, StandardCharsets.ISO_8859_1);
  }

  private Matcher place(String begin) throws NoRecordException {
    Matcher place = (csv ? CSV : NDJSON).matcher(begin);
    if (!place.matches()) {
      throw new NoRecordException();
    }
    return place;
  }
}
