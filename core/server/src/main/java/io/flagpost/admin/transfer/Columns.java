package io.flagpost.admin.transfer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The columns of one kind of file, in the order in which they are exported. */
final class Columns {
  static final Columns LICENSES =
      new Columns(
          List.of(
              Column.required("license_key", ColumnType.key(255)),
              Column.required("product_id", ColumnType.ID),
              Column.optional("environment", ColumnType.ENVIRONMENT_NAME),
              Column.optional("status", ColumnType.oneOf(List.of("active", "blocked", "revoked"))),
              Column.nullable("expires_at", ColumnType.MOMENT),
              Column.nullable("activation_limit", ColumnType.COUNT),
              Column.nullable("reference", ColumnType.key(255)),
              Column.nullable("note", ColumnType.text(2000))));

  static final Columns ACTIVATIONS =
      new Columns(
          List.of(
              Column.nullable("license_key", ColumnType.key(255)),
              Column.nullable("license_reference", ColumnType.key(255)),
              Column.required("identifier", ColumnType.key(255)),
              Column.optional("status", ColumnType.oneOf(List.of("active", "inactive")))));

  private final List<Column> columns;
  private final Map<String, Integer> indexes = new HashMap<>();

  private Columns(List<Column> columns) {
    this.columns = columns;
    for (int i = 0; i < columns.size(); i++) {
      indexes.put(columns.get(i).name(), i);
    }
  }

  int size() {
    return columns.size();
  }

  Column get(int index) {
    return columns.get(index);
  }

  List<Column> all() {
    return columns;
  }

  /** The position of a column; negative if there is none of this name. */
  int indexOf(String name) {
    return indexes.getOrDefault(name, -1);
  }

  /** The bit of {@link SentRow#given} that stands for a column. */
  int bit(String name) {
    return 1 << indexOf(name);
  }

  String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
