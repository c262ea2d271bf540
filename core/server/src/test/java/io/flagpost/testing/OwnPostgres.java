package io.flagpost.testing;

import io.flagpost.platform.database.Schema;
import io.vertx.pgclient.PgConnectOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL of a test's own, to be killed, frozen and started again. Blocking. */
public final class OwnPostgres implements AutoCloseable {
  private static final String ROOT = "root";

  private final Path folder;
  private final EmbeddedPostgres server;
  private List<String> command = List.of();

  /**
   * Starts one with an empty, migrated database.
   *
   * @param folder where it keeps its data
   */
  public OwnPostgres(Path folder) throws IOException {
    this.folder = folder;
    this.server =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("data"))
            .setOverrideWorkingDirectory(folder.resolve("work").toFile())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "100")
            .start();
    Schema.migrate(jdbcUrl(), "postgres", "");
  }

  /** Ends all of its processes with SIGKILL. */
  public void kill() throws IOException {
    List<ProcessHandle> processes = processes();
    ProcessHandle.Info info = processes.get(0).info();
    command = new ArrayList<>();
    if (ROOT.equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to be root
    }
    command.add(info.command().orElseThrow());
    command.addAll(List.of(info.arguments().orElseThrow()));
    processes.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : processes) {
      process.onExit().join();
    }
  }

  /** Starts it again after a {@link #kill}, as it was. */
  public void restart() throws Exception {
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("restart.log").toFile())
        .start();
    Patience.until("PostgreSQL is back", this::isThere);
  }

  private boolean isThere() {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Stops all of its processes where they are. */
  public void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets them go on. */
  public void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  public PgConnectOptions connectOptions() {
    return new PgConnectOptions()
        .setHost("localhost")
        .setPort(server.getPort())
        .setDatabase("postgres")
        .setUser("postgres")
        .setPassword("postgres")
        .setCachePreparedStatements(true);
  }

  /** What {@code database.url} takes. */
  public String url() {
    return "postgresql://postgres:postgres@localhost:" + server.getPort() + "/postgres";
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), "postgres", "");
  }

  private String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void signal(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", name));
    processes().forEach(process -> command.add(Long.toString(process.pid())));
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** The server itself first, so that it starts no more of them. */
  private List<ProcessHandle> processes() throws IOException {
    Path pid = folder.resolve("data/postmaster.pid");
    try (Stream<String> lines = Files.lines(pid)) {
      ProcessHandle server =
          ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow())).orElseThrow();
      return Stream.concat(Stream.of(server), server.descendants()).toList();
    }
  }
}
