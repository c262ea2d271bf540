package io.flagpost.admin.transfer;

import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows for the temporary table {@code import_row}: an array for each column. For one thread; {@link
 * #take} empties it.
 */
final class RowBatch {
  private final Columns columns;
  private final int capacity;
  private Long[] lines;
  private Integer[] given;
  private final Object[][] values;
  private int size;
  private int anyGiven;

  RowBatch(Columns columns, int capacity) {
    this.columns = columns;
    this.capacity = capacity;
    this.lines = new Long[capacity];
    this.given = new Integer[capacity];
    this.values = new Object[columns.size()][];
    allocate();
  }

  private void allocate() {
    lines = new Long[capacity];
    given = new Integer[capacity];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.get(i).type().array(capacity);
    }
    size = 0;
    anyGiven = 0;
  }

  static String createTable(Columns columns) {
    return String.format(
        Locale.ROOT,
        "CREATE TEMP TABLE import_row (line bigint NOT NULL, given integer NOT NULL, %s) ON COMMIT DROP",
        columns.all().stream()
            .map(column -> column.name() + " " + column.type().sql())
            .collect(Collectors.joining(", ")));
  }

  /** Its parameters are the result of {@link #take}; shorter arrays are padded with nulls. */
  static String insert(Columns columns) {
    return String.format(
        Locale.ROOT,
        "INSERT INTO import_row SELECT * FROM unnest($1::bigint[], $2::integer[], %s)",
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT, "$%d::%s[]", i + 3, columns.get(i).type().castType()))
            .collect(Collectors.joining(", ")));
  }

  /**
   * Adds a row if all of its values are valid.
   *
   * @return how many errors it had
   */
  int add(SentRow row, ImportErrors errors) {
    int wrong = 0;
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i);
      String text = row.values[i];
      Object value = null;
      if (text != null) {
        try {
          value = column.type().read().apply(text);
        } catch (WrongValueException e) {
          errors.add(row.line, column.name(), String.valueOf(e.getMessage()));
          wrong++;
        }
      } else if (column.presence() == Column.Presence.REQUIRED) {
        errors.add(row.line, column.name(), "is missing");
        wrong++;
      }
      values[i][size] = value;
    }
    if (wrong == 0) {
      lines[size] = row.line;
      given[size] = row.given;
      anyGiven |= row.given;
      size++;
    }
    return wrong;
  }

  boolean isFull() {
    return size == capacity;
  }

  int size() {
    return size;
  }

  /** The rows, as parameters. */
  Tuple take() {
    Tuple tuple = Tuple.tuple();
    tuple.addValue(cut(lines, size)).addValue(cut(given, size));
    for (int i = 0; i < values.length; i++) {
      // For a column that no row has, not even nulls are sent.
      tuple.addValue(cut(values[i], (anyGiven & 1 << i) == 0 ? 0 : size));
    }
    allocate();
    return tuple;
  }

  private static <T> @Nullable Object cut(T[] array, int length) {
    return length == array.length ? array : Arrays.copyOf(array, length);
  }
}
