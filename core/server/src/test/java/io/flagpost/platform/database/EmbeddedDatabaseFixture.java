package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.ops.BuildInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An embedded PostgreSQL in a folder of its own, for each test. */
abstract class EmbeddedDatabaseFixture {
  static final String VERSION = BuildInfo.read().postgresql();
  static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir Path parent;
  Path folder;
  PostgresBinaries binaries;
  @Nullable EmbeddedDatabase database;

  @BeforeEach
  void linkPrograms() throws IOException {
    UnpackedPostgres.lendTo(parent);
    folder = parent.resolve("pg");
    binaries = PostgresBinaries.unpack(folder, VERSION); // finds them unpacked
  }

  @AfterEach
  void stop() throws IOException {
    if (database != null) {
      database.stop(LIMIT);
    }
    Files.delete(folder.resolve(binaries.folder().getFileName()));
  }

  EmbeddedDatabase running() {
    return Objects.requireNonNull(database);
  }

  void start() {
    database = EmbeddedDatabase.start(folder, VERSION, new SecureRandom());
  }

  Connection connect() throws SQLException {
    return connect(running().access().maintenance());
  }

  static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String query(String sql) throws SQLException {
    return query(running().access().maintenance(), sql);
  }

  static String query(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }
}
