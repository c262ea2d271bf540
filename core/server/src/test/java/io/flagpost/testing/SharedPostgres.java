package io.flagpost.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The one PostgreSQL that this test JVM starts when it is first asked for. Any thread. */
final class SharedPostgres {
  private static final EmbeddedPostgres POSTGRES = start();

  /** Kept open: a new connection costs a fifth of a copy. For the maker's thread alone. */
  private static final Connection ADMIN = connect();

  private SharedPostgres() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setServerConfig("fsync", "off")
          .setServerConfig("full_page_writes", "off")
          .setServerConfig("autovacuum", "off")
          .setServerConfig("max_connections", "200")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Connection connect() {
    try {
      return connect("postgres");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static int port() {
    return POSTGRES.getPort();
  }

  static String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:" + port() + "/" + database;
  }

  static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), "postgres", "");
  }

  /** Runs a statement of the maker of databases, on its thread. */
  static void execute(String sql) {
    try (Statement statement = ADMIN.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
