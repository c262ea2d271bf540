package io.flagpost.platform.database;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.testing.Repository;
import io.flagpost.testing.RunsBesideOthers;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
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
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The SQL of the guide for a PostgreSQL of one's own, as operators copy it. */
@Timeout(120)
@RunsBesideOthers
class DatabaseGuideTest {
  private static final Path GUIDE = Repository.guide("database.md");

  @TempDir private Path folder;
  private EmbeddedDatabase server;
  private List<String> blocks;

  @BeforeEach
  void startServer() throws IOException, SQLException {
    server = EmbeddedDatabase.start(folder, BuildInfo.read().postgresql(), new SecureRandom());
    // What the embedded one has beyond a fresh server is in the guide's way.
    execute(
        "postgres",
        "DROP DATABASE flagpost",
        "DROP ROLE flagpost_owner",
        "DROP ROLE flagpost_node",
        "CREATE ROLE vendor LOGIN SUPERUSER PASSWORD 'secret'");
    blocks =
        Pattern.compile("(?s)```sql\n(.*?)```")
            .matcher(Files.readString(GUIDE))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(3);
  }

  @AfterEach
  void stopServer() {
    server.stop(Duration.ofSeconds(5));
  }

  @Test
  void twoNewRolesAreAllThatTheGatewayNeeds() throws SQLException {
    twoRoles();

    assertThatTheRolesAreEnough();
  }

  @Test
  void anInstallationOfOneRoleIsBroughtOver() throws SQLException {
    execute("postgres", "CREATE DATABASE flagpost OWNER vendor");
    DatabaseSettings one = settings("vendor", "secret");
    Schema.migrate(one.jdbcUrl(), one.user(), one.password());
    execute("flagpost", "INSERT INTO product (id, name) VALUES (1, 'kept')");

    execute("flagpost", blocks.get(2));

    DatabaseAccess access = assertThatTheRolesAreEnough();
    assertThat(query(access.node(), "SELECT name FROM product")).isEqualTo("kept");
  }

  @Test
  void anotherRoleOfTheNodeGetsWhatItNeedsWhenItComes() throws SQLException {
    DatabaseAccess first = twoRoles();
    Schema.migrate(first);
    execute(
        "flagpost",
        "CREATE ROLE other_node LOGIN PASSWORD 'secret'",
        "GRANT CONNECT ON DATABASE flagpost TO other_node",
        "GRANT USAGE ON SCHEMA public TO other_node",
        "GRANT SELECT ON schema_stamp, flyway_schema_history TO other_node");
    DatabaseAccess second =
        new DatabaseAccess(settings("other_node", "secret"), first.maintenance());
    assertThat(isCurrent(first)).isTrue();
    assertThat(isCurrent(second)).isFalse();

    Schema.migrate(second);

    assertThat(isCurrent(second)).isTrue();
  }

  @Test
  void noStampIsLeftBeforeTheNodeHasItsPrivileges() throws SQLException {
    DatabaseAccess access = twoRoles();
    DatabaseAccess missing =
        new DatabaseAccess(settings("nobody_there", "secret"), access.maintenance());

    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> Schema.migrate(missing))
        .withMessageContaining("nobody_there");

    assertThat(query(access.maintenance(), "SELECT count(*) FROM schema_stamp")).isEqualTo("0");
  }

  @Test
  void tablesAndSequencesOfOthersAreLeftAlone() throws SQLException {
    DatabaseAccess access = twoRoles();
    Schema.migrate(access);
    execute(
        "flagpost",
        "CREATE TABLE of_somebody_else (n int)",
        "CREATE SEQUENCE sequence_of_somebody_else");

    Schema.migrate(access);

    assertThat(isCurrent(access)).isTrue();
    assertThat(query(access.node(), "SELECT has_table_privilege('of_somebody_else', 'SELECT')"))
        .isEqualTo("f");
  }

  private DatabaseAccess twoRoles() throws SQLException {
    for (String statement : blocks.get(0).split(";\n", 0)) {
      execute("postgres", statement); // one by one: no database is created in a transaction
    }
    execute("flagpost", blocks.get(1));
    return access();
  }

  private DatabaseAccess access() {
    return DatabaseAccess.of(
        settings("flagpost_node", "change-me-node"),
        DatabaseUrl.parse(""),
        "flagpost_owner",
        "change-me-owner");
  }

  private DatabaseAccess assertThatTheRolesAreEnough() throws SQLException {
    DatabaseAccess access = access();
    assertThat(isCurrent(access)).isFalse();

    Schema.migrate(access);
    Schema.migrate(access);

    assertThat(isCurrent(access)).isTrue();
    assertThat(query(access.node(), "SELECT has_table_privilege('audit_entry', 'INSERT')"))
        .isEqualTo("t");
    assertThat(query(access.node(), "CREATE TEMP TABLE rows AS SELECT 1 AS n; SELECT n FROM rows"))
        .isEqualTo("1");
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> query(access.node(), "ALTER TABLE telemetry DISABLE TRIGGER ALL"))
        .matches(e -> e.getSQLState().equals("42501"));
    assertThat(
            query(
                access.maintenance(),
                "SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname LIKE 'flagpost\\_%'"))
        .isEqualTo("f");
    return access;
  }

  private static boolean isCurrent(DatabaseAccess access) {
    Vertx vertx = Vertx.vertx();
    Pool pool = PgBuilder.pool().using(vertx).connectingTo(access.node().connectOptions()).build();
    try {
      return await(Schema.isCurrent(pool));
    } finally {
      await(pool.close());
      await(vertx.close());
    }
  }

  private DatabaseSettings settings(String user, String password) {
    return new DatabaseSettings(server.access().node().url(), user, password);
  }

  private void execute(String database, String... statements) throws SQLException {
    DatabaseSettings superuser = server.superuser();
    String url = superuser.jdbcUrl().replace("/postgres?", "/" + database + "?");
    try (Connection connection =
            DriverManager.getConnection(url, superuser.user(), superuser.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String query(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet result = statement.getResultSet()) {
        assertThat(result.next()).isTrue();
        return result.getString(1);
      }
    }
  }
}
