package io.flagpost.admin.records;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Identifies a record: columns that are unique together, and their values.
 *
 * @param columns the columns
 * @param values a Long or String for each
 */
record Where(List<String> columns, List<Object> values) {

  Where {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
  }

  static Where is(String column, Object value) {
    return new Where(List.of(column), List.of(value));
  }

  Where and(String column, Object value) {
    List<String> allColumns = new ArrayList<>(columns);
    List<Object> allValues = new ArrayList<>(values);
    allColumns.add(column);
    allValues.add(value);
    return new Where(allColumns, allValues);
  }

  /** SQL whose first parameters are the values. */
  String sql() {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> columns.get(i) + " = $" + (i + 1))
        .collect(Collectors.joining(" AND "));
  }

  Tuple tuple() {
    Tuple tuple = Tuple.tuple();
    values.forEach(tuple::addValue);
    return tuple;
  }
}
