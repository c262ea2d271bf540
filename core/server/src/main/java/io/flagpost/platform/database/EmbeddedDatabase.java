package io.flagpost.platform.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The PostgreSQL that is shipped with the gateway: a child process on a free port of the loopback
 * address, as durable as any other, with its own passwords. Its data persist between starts.
 *
 * <p>Its folder contains {@code data}, the passwords of its roles ({@code password} for the
 * superuser, and {@code password.*}), {@code lock}, the server's log and the unpacked programs.
 */
public final class EmbeddedDatabase {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int PORT_ATTEMPTS = 3;

  private final PostgresServer server;
  private final Process process;
  private final DatabaseAccess access;
  private final DatabaseSettings superuser;
  private final FolderLock lock;
  private volatile boolean stopping;

  private EmbeddedDatabase(
      PostgresServer server,
      Process process,
      DatabaseAccess access,
      DatabaseSettings superuser,
      FolderLock lock) {
    this.server = server;
    this.process = process;
    this.access = access;
    this.superuser = superuser;
    this.lock = lock;
  }

  /**
   * Starts it; sets it up first if the folder is new, and cleans up first if the previous gateway
   * was killed. Blocking.
   *
   * @param folder its folder; nothing else may use it at the same time
   * @param version the version of the programs on the class path
   * @throws DatabaseException if it cannot be started
   */
  public static EmbeddedDatabase start(Path folder, String version, SecureRandom random) {
    Path home = folder.toAbsolutePath().normalize();
    try {
      FolderLock lock = FolderLock.take(home);
      try {
        return start(home, version, random, lock);
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        lock.close();
        throw e;
      }
    } catch (AccessDeniedException e) {
      throw new DatabaseException(
          "No right to use " + e.getFile() + ": was " + home + " made by another user?", e);
    } catch (IOException e) {
      throw new DatabaseException("The embedded PostgreSQL cannot use " + home + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("Interrupted while PostgreSQL was starting", e);
    }
  }

  /**
   * The settings for the one that another process runs in this folder. Blocks briefly.
   *
   * @param folder its folder
   * @throws DatabaseException if there is none that is ready, or its passwords cannot be read
   */
  public static DatabaseAccess running(Path folder) {
    Path home = folder.toAbsolutePath().normalize();
    try {
      int port = PostgresServer.readyPort(home.resolve("data"));
      return EmbeddedRoles.access(home, port);
    } catch (AccessDeniedException e) {
      throw new DatabaseException(
          "No right to read " + e.getFile() + ": run this as the user that runs the gateway", e);
    } catch (IOException e) {
      throw new DatabaseException("The running PostgreSQL in " + home + " cannot be used: " + e, e);
    }
  }

  private static EmbeddedDatabase start(
      Path home, String version, SecureRandom random, FolderLock lock)
      throws IOException, InterruptedException {
    PostgresBinaries binaries = PostgresBinaries.unpack(home, version);
    ProcessIdentity identity = ProcessIdentity.forFolder(home);
    PostgresServer server = new PostgresServer(binaries, identity, home);
    server.stopLeftOver();
    Path data = home.resolve("data");
    EmbeddedRoles roles = new EmbeddedRoles(home, random);
    if (!Files.exists(data)) {
      setUp(home, server, identity, roles);
    }
    checkVersion(data, binaries);
    Running running = run(server);
    try {
      DatabaseSettings superuser = EmbeddedRoles.superuser(home, running.port);
      checkDurability(superuser);
      roles.prepare(running.port);
      DatabaseAccess access = EmbeddedRoles.access(home, running.port);
      return new EmbeddedDatabase(server, running.process, access, superuser, lock);
    } catch (SQLException | IOException | RuntimeException e) {
      server.stop(running.process, STOP_LIMIT);
      throw new DatabaseException("The embedded PostgreSQL is not usable: " + e.getMessage(), e);
    }
  }

  /**
   * Creates the data directory under another name and renames it when it is complete, so that a
   * crash in between leaves nothing that looks like one.
   */
  private static void setUp(
      Path home, PostgresServer server, ProcessIdentity identity, EmbeddedRoles roles)
      throws IOException, InterruptedException {
    Path unfinished = home.resolve("data.unfinished");
    PostgresBinaries.deleteTree(unfinished);
    Path passwordFile = EmbeddedRoles.superuserFile(home);
    roles.writePassword(passwordFile);
    identity.own(passwordFile);
    server.initialise(unfinished, EmbeddedRoles.SUPERUSER, passwordFile);
    Files.move(unfinished, home.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    EmbeddedRoles.sync(home);
  }

  private static void checkVersion(Path data, PostgresBinaries binaries) throws IOException {
    Path file = data.resolve("PG_VERSION");
    if (!Files.exists(file)) {
      throw new DatabaseException(
          data + " is no whole PostgreSQL data directory: restore it or move it away");
    }
    String found = Files.readString(file).strip();
    if (!found.equals(binaries.majorVersion())) {
      throw new DatabaseException(
          String.format(
              Locale.ROOT,
              "%s was made by PostgreSQL %s, this program brings PostgreSQL %s: dump it with the"
                  + " program that made it, and restore the dump into a new data.dir",
              data,
              found,
              binaries.majorVersion()));
    }
  }

  private record Running(Process process, int port) {}

  private static Running run(PostgresServer server) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      try {
        return new Running(server.run(port, START_LIMIT), port);
      } catch (DatabaseException e) {
        // Another process may have taken the port since it was chosen.
        if (attempt == PORT_ATTEMPTS || !String.valueOf(e.getMessage()).contains("TCP/IP")) {
          throw e;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return socket.getLocalPort();
    }
  }

  /** Makes sure that the server is configured to be durable. */
  private static void checkDurability(DatabaseSettings admin) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(admin.jdbcUrl(), admin.user(), admin.password());
        Statement statement = connection.createStatement()) {
      for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        try (ResultSet shown = statement.executeQuery("SHOW " + setting)) {
          if (!shown.next() || !"on".equals(shown.getString(1))) {
            throw new IllegalStateException(setting + " is not on");
          }
        }
      }
    }
  }

  /** The settings for a node, and those for maintenance. */
  public DatabaseAccess access() {
    return access;
  }

  /** The settings for its superuser, which no node needs. */
  public DatabaseSettings superuser() {
    return superuser;
  }

  /** Completes if the server ends unexpectedly. */
  public CompletionStage<Void> died() {
    CompletableFuture<Void> died = new CompletableFuture<>();
    CompletableFuture<Void> unused =
        process
            .onExit()
            .thenRun(
                () -> {
                  if (!stopping) {
                    died.complete(null);
                  }
                });
    return died;
  }

  /**
   * Stops it, cleanly if the limit allows, otherwise so that the next start has to recover.
   * Blocking.
   *
   * @param limit how long this may take
   */
  public void stop(Duration limit) {
    stopping = true;
    try {
      server.stop(process, limit);
      lock.close();
    } catch (IOException e) {
      throw new DatabaseException("The embedded PostgreSQL cannot be stopped: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
