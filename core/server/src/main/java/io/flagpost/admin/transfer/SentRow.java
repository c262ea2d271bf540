package io.flagpost.admin.transfer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One row as sent. The same object is reused for every row. */
final class SentRow {
  /** The line where it begins, counted from 1. */
  long line;

  /** The columns that are present, even without a value: one bit each, by position. */
  int given;

  /** The values as text, by the columns' positions. */
  final @Nullable String[] values;

  SentRow(int columns) {
    values = new String[columns];
  }

  void clear(long newLine) {
    line = newLine;
    given = 0;
    Arrays.fill(values, null);
  }
}
