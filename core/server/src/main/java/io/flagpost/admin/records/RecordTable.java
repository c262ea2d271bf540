package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Scope;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One kind of record in its table. A record is JSON whose members have the names of the columns;
 * the table has {@code revision} and {@code updated_at}. Immutable.
 */
final class RecordTable {
  private final Sql table;
  private final List<String> key;
  private final List<String> writable;
  private final List<String> columns;
  private final Sql select;
  private final RowJson rows;
  private final RecordReach reach;

  /**
   * @param reach which records a limited caller sees and may change
   * @param table the table
   * @param key the columns of its primary key
   * @param writable the columns that can be changed
   * @param shown the members of a record, in this order
   * @param columns SQL for members that are not simply a column, such as {@code allow_list::text[]
   *     AS allow_list}, and columns that are not shown
   */
  RecordTable(
      RecordReach reach,
      String table,
      List<String> key,
      List<String> writable,
      List<String> shown,
      String... columns) {
    this.reach = reach;
    this.table = Sql.of(table);
    this.key = List.copyOf(key);
    this.writable = List.copyOf(writable);
    this.rows = new RowJson(shown);
    Map<String, String> selected = new LinkedHashMap<>();
    shown.forEach(column -> selected.put(column, column));
    for (String column : columns) {
      selected.put(column.substring(column.lastIndexOf(' ') + 1), column);
    }
    this.columns = List.copyOf(selected.keySet());
    this.select = Sql.of("SELECT " + String.join(", ", selected.values()) + " FROM " + table);
  }

  /** A list of the records, of which a limited caller sees its own. */
  Listing listing(String unique, String type) {
    return new Listing(select, unique, type, reach.seen(), this::record);
  }

  /** Whether a caller of this limit may change a record, or change one to it. */
  boolean mayChange(Scope scope, ObjectNode record) {
    return reach.changed().test(scope, record);
  }

  /** A row of the SELECT as a record. */
  ObjectNode record(Row row) {
    return rows.write(row);
  }

  /** The record, if there is one that a caller of this limit sees. */
  Future<Optional<ObjectNode>> find(SqlClient client, Scope scope, SqlCondition where) {
    return read(client, where.and(reach.seen().within(scope)));
  }

  /** A record as it is now. */
  Future<ObjectNode> reread(SqlClient client, ObjectNode record) {
    return read(client, like(record, key)).map(Optional::orElseThrow);
  }

  private Future<Optional<ObjectNode>> read(SqlClient client, SqlCondition where) {
    return Sql.format("%s WHERE %s", select, where.sql()).execute(client).map(this::first);
  }

  /** The same, locked until the transaction ends. */
  Future<Optional<ObjectNode>> lock(SqlClient connection, Scope scope, SqlCondition where) {
    SqlCondition seen = where.and(reach.seen().within(scope));
    return Sql.format("%s WHERE %s FOR UPDATE OF %s", select, seen.sql(), table)
        .execute(connection)
        .map(this::first);
  }

  /**
   * Adds a record; columns without a member get their defaults. Empty if one with the same values
   * in {@code unique} exists already, perhaps from a concurrent request.
   */
  Future<Optional<ObjectNode>> insert(
      SqlClient connection, ObjectNode record, List<String> unique) {
    return Sql.format(
            """
            INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, %3$s)
              ON CONFLICT (%4$s) DO NOTHING RETURNING %5$s""",
            table,
            list(columns.stream().filter(record::has).toList()),
            Sql.of("$1::text::jsonb", record.toString()),
            list(unique),
            list(key))
        .execute(connection)
        .compose(
            added ->
                added.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : read(connection, equal(key, added.iterator().next()::getValue)));
  }

  /** Writes every writable column, increments the revision, and reads the record back. */
  Future<ObjectNode> update(SqlClient connection, ObjectNode record) {
    SqlCondition where = like(record, key);
    return Sql.format(
            """
            UPDATE %1$s
               SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, %3$s)),
                   revision = revision + 1, updated_at = now()
             WHERE %4$s""",
            table, list(writable), Sql.of("$1::text::jsonb", record.toString()), where.sql())
        .execute(connection)
        .compose(updated -> reread(connection, record));
  }

  Future<Void> delete(SqlClient connection, ObjectNode record) {
    return Sql.format("DELETE FROM %s WHERE %s", table, like(record, key).sql())
        .execute(connection)
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

  /** The condition that columns have the values that they have in a record: numbers or texts. */
  static SqlCondition like(ObjectNode record, List<String> columns) {
    return equal(
        columns,
        column -> {
          JsonNode value = record.path(column);
          return value.isTextual() ? value.asText() : value.asLong();
        });
  }

  private static SqlCondition equal(List<String> columns, Function<String, Object> value) {
    return columns.stream()
        .map(column -> SqlCondition.equal(column, value.apply(column)))
        .reduce(SqlCondition.TRUE, SqlCondition::and);
  }

  private static Sql list(List<String> columns) {
    return Sql.of(String.join(", ", columns));
  }
}
