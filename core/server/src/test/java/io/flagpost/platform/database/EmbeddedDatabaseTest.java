package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.testing.RunsBesideOthers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@RunsBesideOthers
class EmbeddedDatabaseTest {
  private static final String VERSION = BuildInfo.read().postgresql();
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir private static Path shared;
  private static PostgresBinaries binaries;

  @TempDir private Path parent;
  private Path folder;
  private @Nullable EmbeddedDatabase database;

  @BeforeAll
  static void unpackOnce() throws IOException {
    binaries = PostgresBinaries.unpack(shared, VERSION);
  }

  @BeforeEach
  void linkPrograms() throws IOException {
    folder = Files.createDirectories(parent.resolve("pg"));
    Files.createSymbolicLink(folder.resolve(binaries.folder().getFileName()), binaries.folder());
  }

  @AfterEach
  void stop() throws IOException {
    if (database != null) {
      database.stop(LIMIT);
    }
    Files.delete(folder.resolve(binaries.folder().getFileName()));
  }

  @Test
  void itIsDurableKeepsItsDataAndStopsInTime() throws SQLException {
    start();
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertThat(query("SHOW " + setting)).isEqualTo("on");
    }
    assertThat(query("SHOW listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(query("SELECT pg_size_bytes(current_setting('shared_buffers')) >= 128 << 20"))
        .isEqualTo("t");
    assertThat(query("SHOW max_wal_size")).isEqualTo("4GB");
    execute("CREATE TABLE kept AS SELECT 42 AS answer");

    long begin = System.nanoTime();
    running().stop(LIMIT);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);

    start();
    assertThat(query("SELECT answer FROM kept")).isEqualTo("42");
  }

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

  @Test
  void aServerLeftBehindByAKilledGatewayIsStopped() throws Exception {
    start();
    execute("CREATE TABLE kept AS SELECT 42 AS answer");
    running().stop(LIMIT);
    ProcessIdentity identity = ProcessIdentity.forFolder(folder);
    List<String> untied =
        identity.prefix().stream()
            .filter(word -> !List.of("--pdeathsig", "INT", "setpriv", "--").contains(word))
            .toList();
    PostgresServer forgotten =
        new PostgresServer(binaries, new ProcessIdentity(untied, identity.userId()), folder);
    Process left = forgotten.run(freePort(), LIMIT);

    start();

    assertThat(left.waitFor(1, TimeUnit.SECONDS)).isTrue();
    assertThat(query("SELECT answer FROM kept")).isEqualTo("42");
  }

  @Test
  void aStalePidFileThatNamesAnotherProcessIsNoHindrance() throws Exception {
    start();
    running().stop(LIMIT);
    String stale = "%d%n%s%n1%n1%n%n127.0.0.1%n1 1%nready%n";
    Files.writeString(
        folder.resolve("data").resolve("postmaster.pid"),
        String.format(Locale.ROOT, stale, ProcessHandle.current().pid(), folder.resolve("data")));

    start();

    assertThat(query("SELECT 1")).isEqualTo("1");
  }

  @Test
  void aKilledServerIsNoticedAndRecovers() throws Exception {
    start();
    execute("CREATE TABLE kept AS SELECT 42 AS answer");
    String pid = Files.readAllLines(folder.resolve("data").resolve("postmaster.pid")).get(0);

    ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();

    running().died().toCompletableFuture().get(10, TimeUnit.SECONDS);
    running().stop(LIMIT);
    start();
    assertThat(query("SELECT answer FROM kept")).isEqualTo("42");
  }

  @Test
  void aCrashWhileSettingUpLeavesNothingInTheWay() throws Exception {
    Path unfinished = Files.createDirectories(folder.resolve("data.unfinished").resolve("base"));
    Files.writeString(unfinished.resolve("1"), "half");

    start();

    assertThat(query("SELECT 1")).isEqualTo("1");
    assertThat(folder.resolve("data.unfinished")).doesNotExist();
  }

  @Test
  void aFolderThatIsNoDataDirectoryIsLeftAloneAndRefused() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("precious"), "evidence");

    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(this::start)
        .withMessageContaining("no whole PostgreSQL data directory");
    assertThat(data.resolve("precious")).hasContent("evidence");
  }

  @Test
  void dataOfAnotherMajorVersionAreRefused() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("PG_VERSION"), "17\n");

    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(this::start)
        .withMessageContaining("made by PostgreSQL 17, this program brings PostgreSQL 18");
  }

  @Test
  void twoGatewaysCannotShareAFolder() {
    start();

    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> EmbeddedDatabase.start(folder, VERSION, new SecureRandom()))
        .withMessageContaining("Another gateway is using");
  }

  private EmbeddedDatabase running() {
    return Objects.requireNonNull(database);
  }

  private void start() {
    database = EmbeddedDatabase.start(folder, VERSION, new SecureRandom());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Connection connect() throws SQLException {
    return connect(running().access().maintenance());
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(String sql) throws SQLException {
    return query(running().access().maintenance(), sql);
  }

  private static String query(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }
}
