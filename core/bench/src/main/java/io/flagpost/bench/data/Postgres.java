package io.flagpost.bench.data;

import io.flagpost.platform.database.DatabaseSettings;
import io.flagpost.platform.database.DatabaseUrl;
import io.flagpost.platform.database.EmbeddedDatabase;
import io.flagpost.platform.database.Schema;
import io.flagpost.platform.ops.BuildInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The embedded PostgreSQL of the product, started for the benchmark only. Blocking. */
public final class Postgres implements AutoCloseable {
  /** Without these settings a commit would not be durable. */
  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private static final List<String> SHOWN =
      List.of(
          "server_version",
          "wal_sync_method",
          "wal_level",
          "shared_buffers",
          "huge_pages_status",
          "max_wal_size");
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  private final EmbeddedDatabase embedded;
  private final ProcessHandle process;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Postgres(EmbeddedDatabase embedded, ProcessHandle process) {
    this.embedded = embedded;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param folder created, or that of an earlier run
   */
  public static Postgres start(Path folder) {
    EmbeddedDatabase embedded =
        EmbeddedDatabase.start(folder, BuildInfo.read().postgresql(), new SecureRandom());
    try {
      Path file = folder.resolve("data").resolve("postmaster.pid");
      long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
      Postgres postgres = new Postgres(embedded, ProcessHandle.of(pid).orElseThrow());
      Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop-postgresql"));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its first process, the parent of all others. */
  public ProcessHandle process() {
    return process;
  }

  /** Creates a database, migrated, with the vendor's reference data. */
  public Database create(String name) {
    admin().run(connection -> Database.execute(connection, "CREATE DATABASE " + name));
    Database database = migrate(name);
    database.run(Vendor::importInto);
    return database;
  }

  /** Copies a database to which nobody is connected. */
  Database copy(String of, String name) {
    drop(name);
    admin()
        .run(
            connection ->
                Database.execute(
                    connection,
                    "CREATE DATABASE " + name + " TEMPLATE " + of + " STRATEGY file_copy"));
    return database(name);
  }

  /** Drops a database, if there is one. */
  public void drop(String name) {
    admin().run(connection -> Database.execute(connection, "DROP DATABASE IF EXISTS " + name));
  }

  /** Brings a database up to this version. */
  Database migrate(String name) {
    Database database = database(name);
    DatabaseSettings settings = database.settings();
    Schema.migrate(settings.jdbcUrl(), settings.user(), settings.password());
    return database;
  }

  /** The database from which others are made. */
  Database admin() {
    return new Database(embedded.superuser());
  }

  private Database database(String name) {
    DatabaseSettings admin = embedded.superuser();
    DatabaseUrl url =
        DatabaseUrl.parse("postgresql://127.0.0.1:" + admin.url().port() + "/" + name);
    return new Database(DatabaseSettings.of(url, admin.user(), admin.password()));
  }

  /**
   * The settings that a rate depends on.
   *
   * @throws IllegalStateException if it is not durable
   */
  public Map<String, String> settings(Database database) {
    Map<String, String> settings = new LinkedHashMap<>();
    database.run(
        connection -> {
          for (String name : DURABLE) {
            String value = show(connection, name);
            if (!value.equals("on")) {
              throw new IllegalStateException("PostgreSQL's " + name + " is " + value);
            }
            settings.put(name, value);
          }
          for (String name : SHOWN) {
            settings.put(name, show(connection, name));
          }
        });
    return settings;
  }

  private static String show(Connection connection, String name) throws SQLException {
    return Database.value(connection, String.class, "SHOW " + name);
  }

  static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      embedded.stop(STOP_LIMIT);
    }
  }
}
