package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.testing.RunsBesideOthers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the embedded PostgreSQL starts, stops, and is found after whatever happened. */
@Timeout(120)
@RunsBesideOthers
class EmbeddedDatabaseTest extends EmbeddedDatabaseFixture {
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
