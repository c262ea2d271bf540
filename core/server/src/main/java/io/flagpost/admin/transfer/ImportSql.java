package io.flagpost.admin.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Statements over all rows of an import. */
final class ImportSql {
  /**
   * For this transaction only. The pool's connections limit every statement to ten seconds, which
   * is meant for interactive requests; checking and merging a million rows takes longer, but is
   * bounded as well. Waiting for a slow client must not end the transaction either: {@link
   * TransferSettings#patience} limits that.
   */
  private static final String SETTINGS =
      """
      SELECT set_config(s.name, w.wanted, true)
        FROM (VALUES ('statement_timeout', '30min'), ('transaction_timeout', '0'),
                     ('idle_in_transaction_session_timeout', '30min'), ('work_mem', '64MB'),
                     ('jit', 'off')) AS w(name, wanted)
        JOIN pg_settings s USING (name)""";

  /**
   * One import at a time checks and merges, so that two cannot wait for each other's rows;
   * meanwhile any number, on any node, may be reading. The lock's number is arbitrary.
   */
  private static final String TAKE_TURNS = "SELECT pg_advisory_xact_lock(3728154069)";

  private final SqlConnection connection;

  ImportSql(SqlConnection connection) {
    this.connection = connection;
  }

  Future<Void> prepareSession() {
    return connection.query(SETTINGS).execute().mapEmpty();
  }

  Future<Void> takeTurns() {
    return connection.query(TAKE_TURNS).execute().mapEmpty();
  }

  /** Runs a statement; returns the number of affected rows. */
  Future<Integer> run(String sql) {
    return connection.query(sql).execute().map(RowSet::rowCount);
  }

  /**
   * Looks for errors.
   *
   * @param query finds rows with {@code line}, {@code field} and {@code reason}
   */
  Future<Void> check(String query, ImportErrors errors) {
    return connection
        .query(
            String.format(
                Locale.ROOT,
                "SELECT line, field, reason, count(*) OVER () AS total FROM (%s) AS wrong ORDER BY line LIMIT %d",
                query,
                ImportErrors.MOST_LISTED))
        .execute()
        .map(
            rows -> {
              List<ImportErrors.Found> found = new ArrayList<>();
              long total = 0;
              for (Row row : rows) {
                found.add(
                    new ImportErrors.Found(
                        row.getLong("line"), row.getString("field"), row.getString("reason")));
                total = row.getLong("total");
              }
              errors.addAll(found, total);
              return null;
            });
  }

  /** Looks for several kinds of errors, one after the other. */
  Future<Void> check(List<String> queries, ImportErrors errors) {
    Future<Void> done = Future.succeededFuture();
    for (String query : queries) {
      done = done.compose(before -> check(query, errors));
    }
    return done;
  }
}
