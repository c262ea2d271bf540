package io.flagpost.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The one PostgreSQL that this test JVM starts when it is first asked for. Any thread. */
final class SharedPostgres {
  private static final EmbeddedPostgres POSTGRES = start();

  /** Kept open: a new connection costs a fifth of a copy. For the maker's thread alone. */
  private static final Connection ADMIN = connect();

  private SharedPostgres() {}

  private static EmbeddedPostgres start() {
    try {
      File data = Files.createTempDirectory("flagpost-tests-postgresql").toFile();
      EmbeddedPostgres started =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setServerConfig("fsync", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("autovacuum", "off")
              .setServerConfig("max_connections", "200")
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndDelete(started, data)));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hundreds of databases with hundreds of files each, so by all processors. */
  private static void stopAndDelete(EmbeddedPostgres server, File data) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    filesIn(new File(data, "base")).parallelStream().forEach(SharedPostgres::delete);
    delete(data);
  }

  private static void delete(File file) {
    filesIn(file).forEach(SharedPostgres::delete);
    if (!file.delete()) {
      throw new IllegalStateException("Cannot delete " + file);
    }
  }

  /** None if it is no folder. */
  private static List<File> filesIn(File folder) {
    File[] files = folder.listFiles();
    return files == null ? List.of() : List.of(files);
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
