package io.flagpost.testing;

import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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
  static final String OWNER = "test_owner";

  /** Has the rights of a node, and no others. */
  static final String NODE = "test_node";

  private final String name;

  TestDatabase(String name) {
    this.name = name;
  }

  /**
   * Gives a new, empty, migrated database that has its daily partitions. Blocking.
   *
   * @see #createUnused
   */
  public static TestDatabase create() {
    return new TestDatabase(DatabaseCopies.take());
  }

  /** Gives one that no store has opened yet, so that it has no partitions. Blocking. */
  public static TestDatabase createUnused() {
    return new TestDatabase(DatabaseCopies.takeUnused());
  }

  /** How the reactive client reaches it, as one who may do anything. */
  public PgConnectOptions connectOptions() {
    return new PgConnectOptions()
        .setHost("localhost")
        .setPort(SharedPostgres.port())
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
    return url(NODE, SharedPostgres.port());
  }

  /** What {@code database.maintenance-url} takes. */
  public String ownerUrl() {
    return url(OWNER, SharedPostgres.port());
  }

  /** Opens a JDBC connection with the rights of a node only. */
  public Connection connectAsNode() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), NODE, "");
  }

  /** Opens a JDBC connection, for a test's own look at the tables. */
  public Connection connect() throws SQLException {
    return SharedPostgres.connect(name);
  }

  /** What {@code database.url} takes. */
  public String url() {
    return url(SharedPostgres.port());
  }

  /** The same by way of another port. */
  public String url(int port) {
    return url("postgres", port);
  }

  private String url(String user, int port) {
    return "postgresql://" + user + ":postgres@localhost:" + port + "/" + name;
  }

  public String jdbcUrl() {
    return SharedPostgres.jdbcUrl(name);
  }

  /** Runs statements, one after the other, each in a transaction of its own. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of the one row that a query gives, as text. */
  public String text(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new AssertionError("no row: " + sql);
      }
      return rows.getString(1);
    }
  }
}
