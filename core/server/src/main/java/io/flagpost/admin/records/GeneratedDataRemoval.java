package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.registry.DemoData;
import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Removes the records that were generated for a demo, all that was said and counted about them, and
 * the licenses that they name. What was sent stays: the database was empty when the generation
 * began, and every generated record was received before that moment.
 *
 * <p>Needs the owner of the tables: for everybody else records can only be added.
 */
final class GeneratedDataRemoval {
  private static final Pattern TABLE = Pattern.compile("telemetry_p[0-9]{8}|rollup_[a-z_]+");

  private static final String ENDS_AT = "SELECT ends_at FROM demo_data FOR UPDATE";

  /**
   * Whole days, and all counts: of days of which nothing is left nobody would make them again, and
   * there are none of an earlier time.
   */
  private static final String WHOLE_TABLES =
      """
      SELECT partition FROM telemetry_day
       WHERE end_record <= $1 AND to_regclass(partition) IS NOT NULL
      UNION ALL
      SELECT relname FROM pg_class
       WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
         AND relname LIKE 'rollup\\_%' AND relname <> 'rollup_progress'""";

  private static final String EMPTY_DAYS =
      """
      UPDATE telemetry_day SET first_id = 0, last_id = 0
       WHERE end_record <= $1 AND last_id IS NOT NULL""";

  /** What hangs on a record. */
  private static final List<String> BY_RECORD =
      List.of("telemetry", "verdict", "standing", "pending_check", "idempotency");

  /**
   * States and counts that others' records are in, too, are made again: followers find a layout
   * that is not theirs.
   */
  private static final String FOLLOW_AGAIN = "UPDATE follower SET layout = 'without the demo'";

  private static final String LICENSES =
      """
      WITH gone AS (
        DELETE FROM license WHERE reference LIKE $1 || '%' AND product_id = ANY ($2) RETURNING id)
      SELECT count(*) FROM gone""";

  /** What was removed, and the entry about it. */
  record Removed(List<DemoDataReport.Taken> taken, List<AuditEvent> events) {
    static final Removed NOTHING = new Removed(List.of(), List.of());
  }

  private GeneratedDataRemoval() {}

  /** Removes them, in the transaction of this connection. */
  static Future<Removed> remove(SqlConnection connection) {
    return connection
        .query(ENDS_AT)
        .execute()
        .compose(
            rows -> {
              RowIterator<Row> found = rows.iterator();
              return found.hasNext()
                  ? remove(connection, found.next().getOffsetDateTime(0).toInstant())
                  : Future.succeededFuture(Removed.NOTHING);
            });
  }

  private static Future<Removed> remove(SqlConnection connection, Instant end) {
    UUID first = RecordIds.floor(end); // of those that stay
    return count(connection, first)
        .compose(
            records ->
                emptyWholeTables(connection, first)
                    .compose(v -> deleteRest(connection, first))
                    .compose(v -> connection.query(FOLLOW_AGAIN).execute())
                    .compose(v -> connection.query("DELETE FROM demo_story").execute())
                    .compose(v -> connection.query("DELETE FROM demo_data").execute())
                    .compose(v -> licenses(connection))
                    .map(licenses -> removed(records, licenses, end)));
  }

  private static Future<Long> count(SqlConnection connection, UUID first) {
    return connection
        .preparedQuery("SELECT count(*) FROM telemetry WHERE record_id < $1")
        .execute(Tuple.of(first))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** At once, however many there are. */
  private static Future<Void> emptyWholeTables(SqlConnection connection, UUID first) {
    return connection
        .preparedQuery(WHOLE_TABLES)
        .execute(Tuple.of(first))
        .compose(
            rows -> {
              List<String> tables = new ArrayList<>();
              for (Row row : rows) {
                String name = row.getString(0);
                if (TABLE.matcher(name).matches()) {
                  tables.add(name);
                }
              }
              return tables.isEmpty()
                  ? Future.succeededFuture()
                  : connection.query("TRUNCATE " + String.join(", ", tables)).execute();
            })
        .compose(v -> connection.preparedQuery(EMPTY_DAYS).execute(Tuple.of(first)))
        .mapEmpty();
  }

  private static Future<Void> deleteRest(SqlConnection connection, UUID first) {
    Future<?> done = Future.succeededFuture();
    for (String table : BY_RECORD) {
      done =
          done.compose(
              v ->
                  connection
                      .preparedQuery("DELETE FROM " + table + " WHERE record_id < $1")
                      .execute(Tuple.of(first)));
    }
    return done.mapEmpty();
  }

  private static Future<Long> licenses(SqlConnection connection) {
    return connection
        .preparedQuery(LICENSES)
        .execute(
            Tuple.tuple()
                .addString(DemoData.GENERATED_REFERENCE)
                .addArrayOfLong(
                    DemoData.GENERATED.stream().map(DemoData.Generated::id).toArray(Long[]::new)))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private static Removed removed(long records, long licenses, Instant end) {
    String until = DbTimestamps.utc(end).toString();
    return new Removed(
        List.of(
            new DemoDataReport.Taken(
                "set of generated records, with all that was said and counted about them",
                List.of(records + " records, received before " + until)),
            new DemoDataReport.Taken(
                "set of generated licenses, with their activations",
                List.of(
                    licenses
                        + " licenses with references that begin with "
                        + DemoData.GENERATED_REFERENCE))),
        List.of(
            new AuditEvent(
                "demo-data.delete",
                "installation",
                JsonNodeFactory.instance
                    .objectNode()
                    .put("records", records)
                    .put("licenses", licenses)
                    .put("received_before", until),
                null)));
  }
}
