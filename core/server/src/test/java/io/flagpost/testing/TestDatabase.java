package io.flagpost.testing;

import io.flagpost.platform.database.DatabaseAccess;
import io.flagpost.platform.database.DatabaseSettings;
import io.flagpost.platform.database.DatabaseUrl;
import io.flagpost.platform.database.Schema;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A database of its own, migrated, on the one real PostgreSQL that this test JVM starts when it is
 * first asked for. It syncs nothing, and so takes half the time: no test pulls the machine's plug.
 * Those that count syncs, or kill PostgreSQL, have an {@link OwnPostgres}, which does.
 */
public final class TestDatabase {
  /**
   * The locks in this database, to select from. {@code pg_locks} has those of all, and the same
   * table has the same number in every copy: the locks of a test beside would count, too.
   */
  public static final String LOCKS =
      """
      (SELECT l.* FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database()) AS locks""";

  /** Owns the tables of every database, and is no superuser. */
  private static final String OWNER = "test_owner";

  /** Has the rights of a node, and no others. */
  private static final String NODE = "test_node";

  private final String name;

  private TestDatabase(String name) {
    this.name = name;
  }

  /**
   * Gives a new, empty, migrated database that has its daily partitions. Blocking.
   *
   * @see #createUnused
   */
  public static TestDatabase create() {
    return new TestDatabase(Copies.take());
  }

  /** Gives one that no store has opened yet, so that it has no partitions. Blocking. */
  public static TestDatabase createUnused() {
    return new TestDatabase(Copies.take(Template.MIGRATED));
  }

  /** How the reactive client reaches it, as one who may do anything. */
  public PgConnectOptions connectOptions() {
    return new PgConnectOptions()
        .setHost("localhost")
        .setPort(Server.POSTGRES.getPort())
        .setDatabase(name)
        .setUser("postgres")
        .setPassword("postgres")
        .setCachePreparedStatements(true);
  }

  /** The same with the rights of a node only. */
  public PgConnectOptions nodeOptions() {
    return connectOptions().setUser(NODE);
  }

  /** The same as the owner of the tables. */
  public PgConnectOptions ownerOptions() {
    return connectOptions().setUser(OWNER);
  }

  /** What {@code database.url} takes, for a node with the rights of one only. */
  public String nodeUrl() {
    return url(NODE, Server.POSTGRES.getPort());
  }

  /** What {@code database.maintenance-url} takes. */
  public String ownerUrl() {
    return url(OWNER, Server.POSTGRES.getPort());
  }

  /** Opens a JDBC connection with the rights of a node only. */
  public Connection connectAsNode() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(name), NODE, "");
  }

  /** Opens a JDBC connection, for a test's own look at the tables. */
  public Connection connect() throws SQLException {
    return connect(name);
  }

  /** What {@code database.url} takes. */
  public String url() {
    return url(Server.POSTGRES.getPort());
  }

  /** The same by way of another port. */
  public String url(int port) {
    return url("postgres", port);
  }

  private String url(String user, int port) {
    return "postgresql://" + user + ":postgres@localhost:" + port + "/" + name;
  }

  public String jdbcUrl() {
    return jdbcUrl(name);
  }

  private static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), "postgres", "");
  }

  private static String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:" + Server.POSTGRES.getPort() + "/" + database;
  }

  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    /** Kept open: a new connection costs a fifth of a copy. For the maker's thread alone. */
    private static final Connection ADMIN = connect();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("full_page_writes", "off")
            .setServerConfig("autovacuum", "off")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Connection connect() {
      try {
        return TestDatabase.connect("postgres");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    static void execute(String sql) {
      try (Statement statement = ADMIN.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What every other database is a copy of, which takes a quarter of the time. */
  private static final class Template {
    static final String MIGRATED = "migrated";

    /** Opened once: to make the partitions takes as long as everything else a test needs it for. */
    static final String OPENED = make();

    private static String make() {
      Server.execute("CREATE ROLE " + OWNER + " LOGIN");
      Server.execute("CREATE ROLE " + NODE + " LOGIN");
      Server.execute("CREATE DATABASE " + MIGRATED + " OWNER " + OWNER);
      TestDatabase migrated = new TestDatabase(MIGRATED);
      Schema.migrate(
          DatabaseAccess.of(
              DatabaseSettings.of(DatabaseUrl.parse(migrated.nodeUrl()), "", ""),
              DatabaseUrl.parse(migrated.ownerUrl()),
              "",
              ""));
      String opened = "opened";
      copy(MIGRATED, opened);
      open(new TestDatabase(opened));
      return opened;
    }

    private static void open(TestDatabase database) {
      Vertx vertx = Vertx.vertx();
      Futures.await(
          TestStores.open(vertx, database.ownerOptions(), StoreSettings.DEFAULTS, Clock.systemUTC())
              .compose(PgTelemetryStore::close)
              .eventually(vertx::close));
    }

    static void copy(String template, String name) {
      Server.execute(
          "CREATE DATABASE "
              + name
              + (" OWNER " + OWNER)
              + (" TEMPLATE " + template)
              + " STRATEGY FILE_COPY");
    }
  }

  /** One is always made ahead, while tests do something else. Any thread. */
  private static final class Copies {
    private static final ExecutorService MAKER =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "test-databases");
              thread.setDaemon(true);
              return thread;
            });

    private static int made;
    private static Future<String> next = MAKER.submit(() -> make(Template.OPENED));

    static synchronized String take() {
      try {
        return get(next);
      } finally {
        next = MAKER.submit(() -> make(Template.OPENED));
      }
    }

    static String take(String template) {
      return get(MAKER.submit(() -> make(template)));
    }

    private static String get(Future<String> name) {
      try {
        return name.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("no test database", e);
      }
    }

    /** On the maker's thread. */
    private static String make(String template) {
      String name = "t" + ++made;
      Template.copy(template, name);
      return name;
    }
  }
}
