package io.flagpost.admin.transfer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One row as it was sent. The same object is used for every row. */
final class SentRow {
  /** The line where it begins, from 1. */
  long line;

  /** The columns that are there, even if without a value: one bit each, by their places. */
  int given;

  /** The values as text, by the columns' places. */
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
