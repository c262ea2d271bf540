package io.flagpost.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The PostgreSQL that the gateway brings along: a child process on a free port of the loopback
 * address, as durable as any other, with a password of its own. Its data stay between starts.
 *
 * <p>Its folder holds {@code data}, {@code password}, {@code lock}, the server's log and the
 * unpacked programs.
 */
public final class EmbeddedDatabase {
  private static final String USER = "flagpost";
  private static final String DATABASE = "flagpost";
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final int PORT_ATTEMPTS = 3;

  private final PostgresServer server;
  private final Process process;
  private final DatabaseSettings settings;
  private final FolderLock lock;
  private volatile boolean stopping;

  private EmbeddedDatabase(
      PostgresServer server, Process process, DatabaseSettings settings, FolderLock lock) {
    this.server = server;
    this.process = process;
    this.settings = settings;
    this.lock = lock;
  }

  /**
   * Starts it, setting it up first if the folder is new, and clearing up first if the last gateway
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
      } catch (IOException | InterruptedException | RuntimeException e) {
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
   * How to reach the one that another process runs in this folder. Blocking, briefly.
   *
   * @param folder its folder
   * @throws DatabaseException if none is ready there, or its password cannot be read
   */
  public static DatabaseSettings running(Path folder) {
    Path home = folder.toAbsolutePath().normalize();
    try {
      int port = PostgresServer.readyPort(home.resolve("data"));
      return settings(port, DATABASE, Files.readString(home.resolve("password")).strip());
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
    Path passwordFile = home.resolve("password");
    if (!Files.exists(data)) {
      setUp(home, server, identity, passwordFile, random);
    }
    checkVersion(data, binaries);
    String password = Files.readString(passwordFile).strip();
    Running running = run(server);
    DatabaseSettings settings = settings(running.port, DATABASE, password);
    EmbeddedDatabase database = new EmbeddedDatabase(server, running.process, settings, lock);
    try {
      prepare(settings(running.port, "postgres", password));
    } catch (SQLException | RuntimeException e) {
      database.stop(Duration.ofSeconds(5));
      throw new DatabaseException("The embedded PostgreSQL is not usable: " + e.getMessage(), e);
    }
    return database;
  }

  /**
   * Makes the data directory beside its place and moves it there when it is whole, so that a crash
   * half-way leaves nothing that looks like one.
   */
  private static void setUp(
      Path home,
      PostgresServer server,
      ProcessIdentity identity,
      Path passwordFile,
      SecureRandom random)
      throws IOException, InterruptedException {
    Path unfinished = home.resolve("data.unfinished");
    PostgresBinaries.deleteTree(unfinished);
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] password = new byte[24];
    random.nextBytes(password);
    Files.writeString(
        passwordFile, Base64.getUrlEncoder().withoutPadding().encodeToString(password));
    identity.own(passwordFile);
    server.initialise(unfinished, USER, passwordFile);
    sync(passwordFile);
    Files.move(unfinished, home.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    sync(home);
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
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
        // Somebody may have taken the port between its choice and its use.
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

  private static DatabaseSettings settings(int port, String database, String password) {
    DatabaseUrl url = new DatabaseUrl("127.0.0.1", port, database, "", "", "disable", "");
    return new DatabaseSettings(url, USER, password);
  }

  /** Makes sure that the server keeps what it promises, and that our database is there. */
  private static void prepare(DatabaseSettings admin) throws SQLException {
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
      boolean exists;
      try (ResultSet found =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        exists = found.next();
      }
      if (!exists) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
  }

  /** How to reach it. */
  public DatabaseSettings settings() {
    return settings;
  }

  /** Completes if the server ends without having been asked to. */
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
   * Stops it, in good order if the limit allows, else so that the next start recovers. Blocking.
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
