package io.flagpost.bench.data;

import io.flagpost.platform.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of the benchmark's PostgreSQL, with the vendor's reference data. Blocking. */
public final class Database {
  private final DatabaseSettings settings;

  Database(DatabaseSettings settings) {
    this.settings = settings;
  }

  /** Work on its own connection. */
  interface Work {
    void on(Connection connection) throws SQLException;
  }

  /** The connection settings. */
  public DatabaseSettings settings() {
    return settings;
  }

  /** The number of records in it. */
  public long records() {
    try (Connection connection = Postgres.connect(settings);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM telemetry")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes everything back to disk, so that no measurement pays for the one before. */
  public void checkpoint() {
    run(connection -> execute(connection, "CHECKPOINT"));
  }

  void run(Work work) {
    try (Connection connection = Postgres.connect(settings)) {
      work.on(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
