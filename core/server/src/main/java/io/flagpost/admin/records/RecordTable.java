package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One kind of record in its table. A record is JSON whose members have the names of the columns;
 * the table has {@code revision} and {@code updated_at}. Immutable.
 */
final class RecordTable {
  private final String table;
  private final List<String> key;
  private final List<String> writable;
  private final List<String> columns;
  private final String select;
  private final RowJson rows;

  /**
   * @param table the table
   * @param key the columns of its primary key
   * @param writable the columns that can be changed
   * @param shown the members of a record, in this order
   * @param columns SQL for members that are not simply a column, such as {@code allow_list::text[]
   *     AS allow_list}, and columns that are not shown
   */
  RecordTable(
      String table,
      List<String> key,
      List<String> writable,
      List<String> shown,
      String... columns) {
    this.table = table;
    this.key = List.copyOf(key);
    this.writable = List.copyOf(writable);
    this.rows = new RowJson(shown);
    Map<String, String> selected = new LinkedHashMap<>();
    shown.forEach(column -> selected.put(column, column));
    for (String column : columns) {
      selected.put(column.substring(column.lastIndexOf(' ') + 1), column);
    }
    this.columns = List.copyOf(selected.keySet());
    this.select = "SELECT " + String.join(", ", selected.values()) + " FROM " + table;
  }

  /** A SELECT of every record, to be extended or listed. */
  String select() {
    return select;
  }

  /** A row of {@link #select} as a record. */
  ObjectNode record(Row row) {
    return rows.write(row);
  }

  /** The record, if there is one. */
  Future<Optional<ObjectNode>> find(SqlClient client, Where where) {
    return client
        .preparedQuery(select + " WHERE " + where.sql())
        .execute(where.tuple())
        .map(this::first);
  }

  /** The record, if there is one, locked until the transaction ends. */
  Future<Optional<ObjectNode>> lock(SqlClient connection, Where where) {
    return connection
        .preparedQuery(select + " WHERE " + where.sql() + " FOR UPDATE OF " + table)
        .execute(where.tuple())
        .map(this::first);
  }

  /**
   * Adds a record; columns without a member get their defaults. Empty if one with the same values
   * in {@code unique} exists already, perhaps from a concurrent request.
   */
  Future<Optional<ObjectNode>> insert(
      SqlClient connection, ObjectNode record, List<String> unique) {
    String list = columns.stream().filter(record::has).collect(Collectors.joining(", "));
    String sql =
        String.format(
            Locale.ROOT,
            "INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1::text::jsonb) ON CONFLICT (%3$s) DO NOTHING RETURNING %4$s",
            table,
            list,
            String.join(", ", unique),
            String.join(", ", key));
    return connection
        .preparedQuery(sql)
        .execute(Tuple.of(record.toString()))
        .compose(
            added ->
                added.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : find(connection, keyOf(added.iterator().next())));
  }

  /** Writes every writable column, increments the revision, and reads the record back. */
  Future<ObjectNode> update(SqlClient connection, ObjectNode record) {
    Where where = keyOf(record);
    String list = String.join(", ", writable);
    String sql =
        String.format(
            Locale.ROOT,
            "UPDATE %1$s SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $%3$d::text::jsonb)), revision = revision + 1, updated_at = now() WHERE %4$s",
            table,
            list,
            where.values().size() + 1,
            where.sql());
    return connection
        .preparedQuery(sql)
        .execute(where.tuple().addString(record.toString()))
        .compose(updated -> find(connection, where))
        .map(Optional::orElseThrow);
  }

  Future<Void> delete(SqlClient connection, ObjectNode record) {
    Where where = keyOf(record);
    return connection
        .preparedQuery("DELETE FROM " + table + " WHERE " + where.sql())
        .execute(where.tuple())
        .mapEmpty();
  }

  /** Whether the writable columns are equal. */
  boolean isSame(ObjectNode one, ObjectNode other) {
    return writable.stream()
        .allMatch(column -> one.path(column).toString().equals(other.path(column).toString()));
  }

  private Optional<ObjectNode> first(RowSet<Row> found) {
    return found.size() == 0 ? Optional.empty() : Optional.of(rows.write(found.iterator().next()));
  }

  private Where keyOf(Row row) {
    return new Where(key, key.stream().<Object>map(row::getValue).toList());
  }

  private Where keyOf(ObjectNode record) {
    return new Where(
        key,
        key.stream()
            .map(record::path)
            .<Object>map(value -> value.isTextual() ? value.asText() : value.asLong())
            .toList());
  }
}
