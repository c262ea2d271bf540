package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Rows as a statement takes them that unnests arrays: one for each column. Not thread-safe.
 *
 * @param <T> a row
 */
final class RowArrays<T> {
  private final List<T> rows;
  private final Tuple arrays = Tuple.tuple();

  RowArrays(List<T> rows) {
    this.rows = rows;
  }

  RowArrays<T> moments(Function<T, Instant> value) {
    arrays.addArrayOfOffsetDateTime(
        rows.stream()
            .map(row -> DbTimestamps.utc(value.apply(row)))
            .toArray(OffsetDateTime[]::new));
    return this;
  }

  RowArrays<T> texts(Function<T, String> value) {
    arrays.addArrayOfString(rows.stream().map(value).toArray(String[]::new));
    return this;
  }

  RowArrays<T> numbers(ToLongFunction<T> value) {
    arrays.addArrayOfLong(rows.stream().map(value::applyAsLong).toArray(Long[]::new));
    return this;
  }

  RowArrays<T> doubles(ToDoubleFunction<T> value) {
    arrays.addArrayOfDouble(rows.stream().map(value::applyAsDouble).toArray(Double[]::new));
    return this;
  }

  /** Two columns, the kind and the text. */
  RowArrays<T> labels(Function<T, Label> value) {
    arrays.addArrayOfShort(
        rows.stream().map(row -> value.apply(row).kind().number()).toArray(Short[]::new));
    return texts(row -> value.apply(row).text());
  }

  /** Three columns: hour, environment and product. */
  RowArrays<T> places(Function<T, Place> value) {
    return moments(row -> value.apply(row).hour())
        .texts(row -> value.apply(row).environment())
        .numbers(row -> value.apply(row).product());
  }

  /** Three columns: day, environment and product. */
  RowArrays<T> days(Function<T, DayPlace> value) {
    arrays.addArrayOfLocalDate(
        rows.stream().map(row -> value.apply(row).day()).toArray(LocalDate[]::new));
    return texts(row -> value.apply(row).environment()).numbers(row -> value.apply(row).product());
  }

  RowArrays<T> kinds(Function<T, Short> value) {
    arrays.addArrayOfShort(rows.stream().map(value).toArray(Short[]::new));
    return this;
  }

  RowArrays<T> bytes(Function<T, Buffer> value) {
    arrays.addArrayOfBuffer(rows.stream().map(value).toArray(Buffer[]::new));
    return this;
  }

  Tuple tuple() {
    return arrays;
  }
}
