package io.flagpost.platform.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The roles of the embedded PostgreSQL: its superuser, which sets up the other two and is used for
 * nothing else; the owner of the tables; and the node, which works with their rows. Each has a
 * password in its own file, readable only by the file's owner. Blocking.
 */
final class EmbeddedRoles {
  /** Created by initdb; earlier versions used it for everything. */
  static final String SUPERUSER = "flagpost";

  private static final String OWNER = "flagpost_owner";
  private static final String NODE = "flagpost_node";
  private static final String DATABASE = "flagpost";
  private static final int PASSWORD_BYTES = 24;

  /** Statements that transfer objects to the owner; what belongs to a table follows it. */
  private static final String HAND_OVER =
      """
      SELECT format('ALTER %s %I.%I OWNER TO %I',
                    CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END,
                    nspname, relname, ?::text)
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
       WHERE nspname = 'public' AND relkind IN ('r', 'p', 'S', 'v')
         AND pg_get_userbyid(relowner) <> ?
         AND NOT (relkind = 'S' AND EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                            AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
      UNION ALL
      SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, ?::text)
        FROM pg_proc p
       WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) <> ?""";

  private final Path home;
  private final SecureRandom random;

  /**
   * @param home the folder of the embedded PostgreSQL
   */
  EmbeddedRoles(Path home, SecureRandom random) {
    this.home = home;
    this.random = random;
  }

  /** The file of the superuser's password. */
  static Path superuserFile(Path home) {
    return home.resolve("password");
  }

  /** The access to the server on a port, with the passwords in its folder. */
  static DatabaseAccess access(Path home, int port) throws IOException {
    return new DatabaseAccess(
        settings(port, DATABASE, NODE, password(file(home, NODE))),
        settings(port, DATABASE, OWNER, password(file(home, OWNER))));
  }

  /** The superuser, in the database from which everything else is set up. */
  static DatabaseSettings superuser(Path home, int port) throws IOException {
    return settings(port, "postgres", SUPERUSER, password(superuserFile(home)));
  }

  /** Writes a new password into a file, completely or not at all. */
  void writePassword(Path file) throws IOException {
    byte[] password = new byte[PASSWORD_BYTES];
    random.nextBytes(password);
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(unfinished, Base64.getUrlEncoder().withoutPadding().encodeToString(password));
    sync(unfinished);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    sync(home);
  }

  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Makes sure that the roles exist, with their passwords and no more rights than they need, and
   * that the database exists and belongs to the owner, whether it is new or from an earlier
   * version, in which the superuser owned everything. It may be interrupted anywhere and repeated.
   */
  void prepare(int port) throws SQLException, IOException {
    try (Connection connection = connect(superuser(home, port));
        Statement statement = connection.createStatement()) {
      prepareRole(statement, OWNER);
      prepareRole(statement, NODE);
      String owner = ownerOfDatabase(statement);
      if (owner.isEmpty()) {
        statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + OWNER);
      } else if (!owner.equals(OWNER)) {
        handOver(settings(port, DATABASE, SUPERUSER, password(superuserFile(home))));
        // Last, so that it shows that everything is done.
        statement.execute("ALTER DATABASE " + DATABASE + " OWNER TO " + OWNER);
      }
    }
  }

  private void prepareRole(Statement statement, String role) throws SQLException, IOException {
    Path file = file(home, role);
    if (!Files.exists(file)) {
      writePassword(file);
    }
    boolean exists;
    try (ResultSet found =
        statement.executeQuery("SELECT FROM pg_roles WHERE rolname = '" + role + "'")) {
      exists = found.next();
    }
    statement.execute(
        (exists ? "ALTER ROLE " : "CREATE ROLE ")
            + role
            + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '"
            + password(file)
            + "'");
  }

  private static String ownerOfDatabase(Statement statement) throws SQLException {
    try (ResultSet found =
        statement.executeQuery(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      return found.next() ? found.getString(1) : "";
    }
  }

  private static void handOver(DatabaseSettings superuser) throws SQLException {
    try (Connection connection = connect(superuser);
        Statement statement = connection.createStatement()) {
      for (String sql : toHandOver(connection)) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> toHandOver(Connection connection) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(HAND_OVER)) {
      for (int i = 1; i <= 4; i++) {
        query.setString(i, OWNER);
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          statements.add(rows.getString(1));
        }
      }
    }
    return statements;
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  private static Path file(Path home, String role) {
    return home.resolve("password." + role);
  }

  private static String password(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  private static DatabaseSettings settings(
      int port, String database, String user, String password) {
    DatabaseUrl url = new DatabaseUrl("127.0.0.1", port, database, "", "", "disable", "");
    return new DatabaseSettings(url, user, password);
  }
}
