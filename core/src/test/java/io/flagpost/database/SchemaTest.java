package io.flagpost.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.ops.BuildInfo;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
  private static final String OLD = "classpath:db/schema-test/old";
  private static final String NEW = "classpath:db/schema-test/new";

  @TempDir private static Path folder;
  private static EmbeddedDatabase server;

  @BeforeAll
  static void startServer() {
    server = EmbeddedDatabase.start(folder, BuildInfo.read().postgresql(), new SecureRandom());
  }

  @AfterAll
  static void stopServer() {
    server.stop(Duration.ofSeconds(5));
  }

  @Test
  void anOlderSchemaIsBroughtUpToDate() throws SQLException {
    String database = newDatabase("older");

    migrate(database, OLD);
    migrate(database, NEW);
    migrate(database, NEW);

    execute(database, "INSERT INTO second VALUES (1)");
  }

  @Test
  void aNewerSchemaIsRefusedByBothVersionsNames() throws SQLException {
    String database = newDatabase("newer");
    migrate(database, NEW);

    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> migrate(database, OLD))
        .withMessageContaining("schema version 2, this program knows versions up to 1");
  }

  @Test
  void severalNodesMayStartAtOnce() throws Exception {
    String database = newDatabase("crowded");

    List<CompletableFuture<Void>> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      nodes.add(
          CompletableFuture.runAsync(
              () -> migrate(database, NEW), command -> new Thread(command).start()));
    }

    CompletableFuture.allOf(nodes.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    execute(database, "INSERT INTO second VALUES (1)");
  }

  @Test
  void failuresSayWhatToLookAt() {
    DatabaseSettings right = server.settings();

    assertThat(failure("jdbc:postgresql://127.0.0.1:1/flagpost", "ann", "x"))
        .contains("cannot be reached", "127.0.0.1:1", "database.url");
    assertThat(failure(right.jdbcUrl(), right.user(), "wrong"))
        .contains("refuses user 'flagpost'")
        .doesNotContain("wrong");
    assertThat(failure(url("missing"), right.user(), right.password())).contains("no database");
  }

  private static String failure(String url, String user, String password) {
    try {
      Schema.migrate(url, user, password, OLD);
      return "";
    } catch (DatabaseException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void migrate(String database, String location) {
    DatabaseSettings settings = server.settings();
    Schema.migrate(url(database), settings.user(), settings.password(), location);
  }

  private static String newDatabase(String name) throws SQLException {
    execute("flagpost", "CREATE DATABASE " + name);
    return name;
  }

  private static void execute(String database, String sql) throws SQLException {
    DatabaseSettings settings = server.settings();
    try (Connection connection =
            DriverManager.getConnection(url(database), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String url(String database) {
    return server.settings().jdbcUrl().replace("/flagpost?", "/" + database + "?");
  }
}
