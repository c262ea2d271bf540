package io.flagpost.platform.database;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.testing.RunsBesideOthers;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
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

@RunsBesideOthers
class SchemaTest {
  private static final String OLD = "classpath:db/schema-test/old";
  private static final String NEW = "classpath:db/schema-test/new";

  @TempDir private static Path folder;
  private static EmbeddedDatabase server;
  private static Vertx vertx;

  @BeforeAll
  static void startServer() {
    vertx = Vertx.vertx();
    server = EmbeddedDatabase.start(folder, BuildInfo.read().postgresql(), new SecureRandom());
  }

  @AfterAll
  static void stopServer() {
    await(vertx.close());
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
  void aDatabaseIsCurrentWhenThisProgramHasMigratedItAndNoOtherSince() throws SQLException {
    String database = newDatabase("stamped");
    assertThat(isCurrent(database)).isFalse();

    migrate(database);
    assertThat(isCurrent(database)).isTrue();

    execute(database, "UPDATE schema_stamp SET migrations = 'those of another program'");
    assertThat(isCurrent(database)).isFalse();
    migrate(database);
    assertThat(isCurrent(database)).isTrue();

    String later =
        "INSERT INTO flyway_schema_history SELECT installed_rank + 1, '999', description, type,"
            + " script, checksum, installed_by, installed_on, execution_time, success"
            + " FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1";
    execute(database, later);
    assertThat(isCurrent(database)).isFalse();
    assertThatExceptionOfType(DatabaseException.class).isThrownBy(() -> migrate(database));
    assertThat(isCurrent(database)).isFalse();
  }

  @Test
  void whoMayNotLeaveAStampStartsAllTheSame() throws SQLException {
    String database = newDatabase("unstamped");
    migrate(database);
    execute(database, "DROP TABLE schema_stamp");

    migrate(database);

    assertThat(isCurrent(database)).isFalse();
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsNotCurrent() {
    assertThat(isCurrent("missing")).isFalse();
  }

  @Test
  void failuresSayWhatToLookAt() {
    DatabaseSettings right = server.superuser();

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

  private static boolean isCurrent(String database) {
    PgConnectOptions options = server.superuser().connectOptions().setDatabase(database);
    Pool pool = PgBuilder.pool().using(vertx).connectingTo(options).build();
    try {
      return await(Schema.isCurrent(pool));
    } finally {
      await(pool.close());
    }
  }

  private static void migrate(String database) {
    DatabaseSettings settings = server.superuser();
    Schema.migrate(url(database), settings.user(), settings.password());
  }

  private static void migrate(String database, String location) {
    DatabaseSettings settings = server.superuser();
    Schema.migrate(url(database), settings.user(), settings.password(), location);
  }

  private static String newDatabase(String name) throws SQLException {
    execute("flagpost", "CREATE DATABASE " + name);
    return name;
  }

  private static void execute(String database, String sql) throws SQLException {
    DatabaseSettings settings = server.superuser();
    try (Connection connection =
            DriverManager.getConnection(url(database), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String url(String database) {
    return server.superuser().jdbcUrl().replace("/postgres?", "/" + database + "?");
  }
}
