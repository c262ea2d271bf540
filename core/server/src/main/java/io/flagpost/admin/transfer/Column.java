package io.flagpost.admin.transfer;

/**
 * A column of a CSV file, or a member of each NDJSON object.
 *
 * @param presence whether it may be missing
 */
record Column(String name, ColumnType type, Presence presence) {

  enum Presence {
    /** In every row. */
    REQUIRED,
    /** May be missing, which keeps the existing value; must not be null. */
    OPTIONAL,
    /** May be missing; empty or null clears the existing value. */
    NULLABLE
  }

  static Column required(String name, ColumnType type) {
    return new Column(name, type, Presence.REQUIRED);
  }

  static Column optional(String name, ColumnType type) {
    return new Column(name, type, Presence.OPTIONAL);
  }

  static Column nullable(String name, ColumnType type) {
    return new Column(name, type, Presence.NULLABLE);
  }
}
