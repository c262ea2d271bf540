package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.database.DatabaseSettings;
import io.flagpost.platform.database.EmbeddedDatabase;
import io.flagpost.platform.database.FolderLock;
import io.flagpost.platform.database.Schema;
import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TestDatabase;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that work on the database itself, whoever runs it. */
@Timeout(180)
@RunsBesideOthers
class DirectCommandTest {
  private static final String VERSION = BuildInfo.read().postgresql();
  private static final String PASSWORD = "a rather long password";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir private Path home;
  private Path data;
  private Shell shell;

  @BeforeEach
  void prepare() {
    data = home.resolve("data");
    shell = new Shell(home);
    shell.environment.put("FLAGPOST_DATA_DIR", data.toString());
    shell.environment.put("FLAGPOST_PASSWORD", PASSWORD);
  }

  @Test
  void anEmbeddedDatabaseThatIsFreeIsStartedForTheMoment() throws Exception {
    assertThat(run("admin create --name anna")).describedAs(shell.err()).isZero();
    assertThat(shell.out()).contains("The administrator anna can sign in").doesNotContain(PASSWORD);
    assertThat(data.resolve("keys").resolve("kek")).exists();

    FolderLock.take(data).close(); // nobody has it any more
    EmbeddedDatabase database =
        EmbeddedDatabase.start(data.resolve("pg"), VERSION, new SecureRandom());
    try {
      assertThat(query(database.access().node(), "SELECT name || '/' || role FROM account"))
          .isEqualTo("anna/admin");
      assertThat(query(database.access().node(), "SELECT actor_name FROM audit_entry"))
          .isEqualTo("admin create");
    } finally {
      database.stop(LIMIT);
    }
  }

  @Test
  void anEmbeddedDatabaseThatAGatewayRunsIsUsedAsItIs() throws Exception {
    try (FolderLock gateway = FolderLock.take(data)) {
      assertThat(run("admin create --name anna")).isEqualTo(1);
      assertThat(shell.err()).contains("No PostgreSQL is ready");

      EmbeddedDatabase database =
          EmbeddedDatabase.start(data.resolve("pg"), VERSION, new SecureRandom());
      try {
        DatabaseSettings settings = database.access().node();
        Schema.migrate(database.access());

        assertThat(run("admin create --name anna")).describedAs(shell.err()).isZero();

        assertThat(query(settings, "SELECT name FROM account")).isEqualTo("anna");
      } finally {
        database.stop(LIMIT);
      }
      assertThat(gateway).isNotNull();
    }
  }

  @Test
  void aGivenDatabaseIsUsedWithItsKeyEncryptionKey() throws Exception {
    TestDatabase database = TestDatabase.create();
    shell.environment.put("FLAGPOST_DATABASE_URL", database.url());

    assertThat(run("admin create --name anna")).isEqualTo(1);
    assertThat(shell.err()).contains("No key-encryption key is given");

    Path kek = Files.write(home.resolve("kek"), new byte[32]);
    shell.environment.put("FLAGPOST_KEYS_KEK_FILE", kek.toString());
    assertThat(run("admin create --name anna")).describedAs(shell.err()).isZero();
    assertThat(run("admin create --name anna")).isEqualTo(1);
    assertThat(shell.err()).contains("Conflict");
    assertThat(run("admin reset-password --name anna --generate-password")).isZero();
    assertThat(shell.out()).containsPattern("password: [A-Za-z0-9]{24}");
    assertThat(run("admin reset-password --name nobody")).isEqualTo(1);
    assertThat(run("admin revoke-sessions")).isZero();
    assertThat(shell.out()).contains("Sessions ended: 0");
  }

  @Test
  void aWeakPasswordIsRefusedByName() throws IOException {
    TestDatabase database = TestDatabase.create();
    shell.environment.put("FLAGPOST_DATABASE_URL", database.url());
    Path kek = Files.write(home.resolve("kek"), new byte[32]);
    shell.environment.put("FLAGPOST_KEYS_KEK_FILE", kek.toString());
    shell.environment.put("FLAGPOST_PASSWORD", "short");

    assertThat(run("admin create --name anna")).isEqualTo(1);

    assertThat(shell.err()).contains("password: ").doesNotContain("short\n");
  }

  private int run(String line) {
    return shell.run(line.split(" "));
  }

  private static String query(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }
}
