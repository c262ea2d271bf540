package io.flagpost.bench.data;

import io.flagpost.platform.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

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
    return value(Long.class, "SELECT count(*) FROM telemetry");
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

  /** The one value that a query has, on its own connection. */
  <T> T value(Class<T> type, String sql, Object... parameters) {
    try (Connection connection = Postgres.connect(settings)) {
      return value(connection, type, sql, parameters);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The one value that a query has; never null. */
  static <T> T value(Connection connection, Class<T> type, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return Objects.requireNonNull(rows.getObject(1, type), sql);
      }
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
