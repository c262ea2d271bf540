package io.flagpost.telemetry.store;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A column of the unnested group: how it is declared and where its value comes from.
 *
 * @param name its name, in the table too
 * @param type the PostgreSQL type it travels as
 * @param expression what the table gets, over the unnested row {@code r}
 * @param arrays makes the array that it is bound as
 * @param value takes its value from a row
 * @param <R> the row
 */
record RowColumn<R>(
    String name,
    String type,
    String expression,
    IntFunction<@Nullable Object[]> arrays,
    Function<R, @Nullable Object> value) {

  static <R> RowColumn<R> of(
      String name,
      String type,
      IntFunction<@Nullable Object[]> arrays,
      Function<R, @Nullable Object> value) {
    return new RowColumn<>(name, type, "r." + name, arrays, value);
  }

  /** The same column, turned into its final form by the statement. */
  RowColumn<R> as(String sql) {
    return new RowColumn<>(name, type, sql, arrays, value);
  }

  /** This column of all rows, as the one parameter that it travels in. */
  Object bind(List<? extends R> rows) {
    @Nullable Object[] values = arrays.apply(rows.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rows.get(i));
    }
    return values;
  }
}
