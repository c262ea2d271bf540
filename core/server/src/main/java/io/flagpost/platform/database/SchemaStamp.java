package io.flagpost.platform.database;

import io.flagpost.platform.hash.Sha256;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/**
 * A mark that a program leaves in the database when its migrations have been applied. Finding it
 * takes one query on a connection that is needed anyway; checking each migration takes another
 * driver, and a tenth of the time of a start.
 */
final class SchemaStamp {
  private static final String FOLDER = "db/migration";

  private SchemaStamp() {}

  /**
   * Whether this program left it, nothing has been migrated since, and the current role may read
   * every table: it may have been left for another role than the node's current one. Fails if there
   * never was one.
   */
  static Future<Boolean> isCurrent(Pool pool) {
    return pool.preparedQuery(
            """
            SELECT EXISTS (
              SELECT FROM schema_stamp WHERE migrations = $1
                 AND installed_rank = (SELECT max(installed_rank) FROM flyway_schema_history))
             AND NOT EXISTS (
              SELECT FROM pg_class c JOIN pg_class stamp ON stamp.oid = 'schema_stamp'::regclass
               WHERE c.relnamespace = stamp.relnamespace AND c.relowner = stamp.relowner
                 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                 AND NOT has_table_privilege(c.oid, 'SELECT'))""")
        .execute(Tuple.of(migrations()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * Writes it. Blocking.
   *
   * @param installedRank the rank of this program's newest migration in Flyway's history
   */
  static void leave(String jdbcUrl, String user, String password, int installedRank)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        PreparedStatement statement =
            connection.prepareStatement(
                """
                INSERT INTO schema_stamp (migrations, installed_rank) VALUES (?, ?)
                  ON CONFLICT (the_only_row) DO UPDATE
                    SET migrations = excluded.migrations, installed_rank = excluded.installed_rank
                """)) {
      statement.setString(1, migrations());
      statement.setInt(2, installedRank);
      statement.executeUpdate();
    }
  }

  /** A hash of this program's migrations with their names, and of the node's privileges. */
  private static String migrations() {
    try {
      MessageDigest digest = Sha256.digest();
      for (String name : names()) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        try (InputStream file =
            Objects.requireNonNull(
                SchemaStamp.class.getResourceAsStream("/" + FOLDER + "/" + name))) {
          digest.update(file.readAllBytes());
        }
      }
      digest.update(Privileges.text().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names() throws IOException {
    URL folder = Objects.requireNonNull(SchemaStamp.class.getResource("/" + FOLDER));
    URLConnection place = folder.openConnection();
    if (place instanceof JarURLConnection jar) {
      return sorted(jar.getJarFile().stream().map(JarEntry::getName));
    }
    try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
      return sorted(files.map(file -> FOLDER + "/" + file.getFileName()));
    }
  }

  private static List<String> sorted(Stream<String> entries) {
    return entries
        .filter(name -> name.startsWith(FOLDER + "/") && name.endsWith(".sql"))
        .map(name -> name.substring(FOLDER.length() + 1))
        .sorted()
        .toList();
  }
}
