package io.flagpost.telemetry.query;

import io.flagpost.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A record that has drawn its id and commits late, as when a node is slow: a copy of one that is
 * stored, by a session of its own. Without a commit it is gone when it is closed.
 */
public final class LateRecord implements AutoCloseable {
  /** The sessions that wait for such a record before they say how far a walk may go. */
  public static final String WAITING_FOR_IT =
      """
      SELECT FROM pg_stat_activity WHERE datname = current_database()
         AND pid <> pg_backend_pid() AND query LIKE '%virtualtransaction = ANY%'""";

  private static final String COPY =
      """
      INSERT INTO telemetry (record_id, created_at, environment, api_key_id, client_address,
          is_correct_format, product_exists, product_version_exists, flagged, flags, pending,
          catalog_id)
        SELECT uuidv7(), created_at, environment, api_key_id, client_address,
            is_correct_format, product_exists, product_version_exists, flagged, flags, pending,
            catalog_id
          FROM telemetry LIMIT 1""";

  private final Connection session;

  private LateRecord(Connection session) {
    this.session = session;
  }

  /** Inserts one into a database that has a record. */
  public static LateRecord insertedInto(TestDatabase database) throws SQLException {
    LateRecord record = new LateRecord(database.connect());
    try (Statement statement = record.session.createStatement()) {
      record.session.setAutoCommit(false);
      statement.execute(COPY);
      return record;
    } catch (SQLException e) {
      record.close();
      throw e;
    }
  }

  public void commit() throws SQLException {
    session.commit();
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
