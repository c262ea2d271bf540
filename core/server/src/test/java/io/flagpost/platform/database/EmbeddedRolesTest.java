package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.testing.RunsBesideOthers;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may do what in the embedded PostgreSQL, and by which password. */
@Timeout(120)
@RunsBesideOthers
class EmbeddedRolesTest extends EmbeddedDatabaseFixture {
  @Test
  void nobodyGetsInWithoutThePassword() {
    start();
    DatabaseSettings settings = running().access().node();

    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> DriverManager.getConnection(settings.jdbcUrl(), settings.user(), "guess"))
        .matches(e -> e.getSQLState().equals("28P01"));
  }

  @Test
  void theNodeAndTheOwnerOfTheTablesAreNoSuperusersAndTheirPasswordsAreTheirsAlone()
      throws Exception {
    start();
    DatabaseAccess access = running().access();

    for (DatabaseSettings settings : List.of(access.node(), access.maintenance())) {
      assertThat(
              query(
                  settings,
                  "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
                      + " FROM pg_roles WHERE rolname = current_user"))
          .as(settings.user())
          .isEqualTo("f");
      assertThat(
              query(
                  settings,
                  "SELECT count(*) FROM pg_auth_members WHERE roleid::text <> member::text"
                      + " AND member = current_user::regrole"))
          .isEqualTo("0");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () -> DriverManager.getConnection(settings.jdbcUrl(), settings.user(), "guess"))
          .matches(e -> e.getSQLState().equals("28P01"));
    }
    assertThat(query(access.node(), "SELECT has_schema_privilege('public', 'CREATE')"))
        .isEqualTo("f");
    for (String file : List.of("password", "password.flagpost_owner", "password.flagpost_node")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(folder.resolve("data").resolve("pg_hba.conf")))
        .doesNotContainPattern("(?m)^[^#\\n]*\\b(trust|ident|peer)\\b");
  }

  @Test
  void theDataOfAnEarlierVersionWhoseSuperuserDidEverythingAreTakenOver() throws Exception {
    start();
    DatabaseSettings everything = asInEarlierVersions();
    try (Connection connection = connect(everything);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE telemetry_p20240101 (LIKE telemetry INCLUDING ALL)");
      statement.execute(
          "ALTER TABLE telemetry ATTACH PARTITION telemetry_p20240101 FOR VALUES"
              + " FROM ('018cc251-f400-7000-8000-000000000000') TO ('018cc778-5000-7000-8000-000000000000')");
      statement.execute("INSERT INTO product (id, name) VALUES (1, 'kept')");
    }
    running().stop(LIMIT);

    start();
    Schema.migrate(running().access());

    assertThat(query("SELECT current_user")).isEqualTo("flagpost_owner");
    assertThat(
            query(
                "SELECT count(*) FROM (SELECT relowner AS owner FROM pg_class WHERE relnamespace ="
                    + " 'public'::regnamespace UNION ALL SELECT proowner FROM pg_proc WHERE pronamespace ="
                    + " 'public'::regnamespace UNION ALL SELECT datdba FROM pg_database WHERE datname ="
                    + " 'flagpost') AS all_of_it WHERE owner <> 'flagpost_owner'::regrole"))
        .isEqualTo("0");
    assertThat(query(running().access().node(), "SELECT name FROM product")).isEqualTo("kept");
    execute("DROP TABLE telemetry_p20240101");

    running().stop(LIMIT);
    Files.delete(folder.resolve("password.flagpost_node")); // lost, and made anew
    start();
    assertThat(query(running().access().node(), "SELECT name FROM product")).isEqualTo("kept");
  }

  /** Undoes what this version does beyond the earlier ones, and migrates as they did. */
  private DatabaseSettings asInEarlierVersions() throws Exception {
    DatabaseSettings superuser = running().superuser();
    try (Connection connection = connect(superuser);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE flagpost OWNER TO flagpost");
      statement.execute("DROP ROLE flagpost_owner");
      statement.execute("DROP ROLE flagpost_node");
    }
    Files.delete(folder.resolve("password.flagpost_owner"));
    Files.delete(folder.resolve("password.flagpost_node"));
    DatabaseSettings everything =
        new DatabaseSettings(
            running().access().node().url(), superuser.user(), superuser.password());
    Schema.migrate(everything.jdbcUrl(), everything.user(), everything.password());
    return everything;
  }
}
