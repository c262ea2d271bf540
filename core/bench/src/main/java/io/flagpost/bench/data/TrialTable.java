package io.flagpost.bench.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A table like a partition of {@code telemetry} whose indexes can be taken away and put back, one
 * by one. Blocking, on a connection of its own.
 */
public final class TrialTable implements AutoCloseable {
  private static final String NAME = "trial";
  private static final int GROUP = 100;

  /** As the read API asks for one license. */
  private static final String FIRST_PAGE =
      """
      SELECT * FROM trial
       WHERE environment = 'production' AND id > 0
         AND hashtextextended(license_key, 0) = hashtextextended(?, 0) AND license_key = ?
       ORDER BY id LIMIT 100""";

  private final Connection connection;
  private final Map<String, String> shipped;

  private TrialTable(Connection connection, Map<String, String> shipped) {
    this.connection = connection;
    this.shipped = shipped;
  }

  /**
   * Makes the table, with records and without indexes.
   *
   * @param database migrated
   */
  public static TrialTable make(Database database, long records) throws SQLException {
    Connection connection = Postgres.connect(database.settings());
    Database.execute(
        connection,
        "SET maintenance_work_mem = '512MB'",
        "DROP TABLE IF EXISTS trial",
        "CREATE TABLE trial (LIKE telemetry INCLUDING ALL EXCLUDING INDEXES)");
    Database.execute(
        connection,
        SeedData.insert(NAME, "date_trunc('day', now())", "interval '1 hour'", records),
        "VACUUM (ANALYZE) trial",
        "CHECKPOINT");
    return new TrialTable(connection, shipped(connection));
  }

  /** The indexes that every partition gets, by name, as SQL that makes them for this table. */
  private static Map<String, String> shipped(Connection connection) throws SQLException {
    Map<String, String> indexes = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'telemetry'")) {
      while (rows.next()) {
        String name = rows.getString(1);
        indexes.put(
            name,
            rows.getString(2)
                .replace("INDEX " + name, "INDEX trial_" + name)
                .replaceFirst("ON (ONLY )?public\\.telemetry ", "ON " + NAME + " "));
      }
    }
    return indexes;
  }

  /** The names of the indexes that every partition gets. */
  public List<String> shipped() {
    return List.copyOf(shipped.keySet());
  }

  /** Makes indexes that every partition gets, from the records that are there. */
  public void build(List<String> names) throws SQLException {
    for (String name : names) {
      Database.execute(connection, Objects.requireNonNull(shipped.get(name), name));
    }
    settle();
  }

  /** Makes another index. */
  public void build(String sql) throws SQLException {
    Database.execute(connection, sql);
    settle();
  }

  /** Takes indexes away. */
  public void drop(List<String> names) throws SQLException {
    for (String name : names) {
      Database.execute(connection, "DROP INDEX trial_" + name);
    }
    settle();
  }

  private void settle() throws SQLException {
    Database.execute(connection, "ANALYZE trial", "CHECKPOINT");
  }

  /** Their size on disk, in bytes. */
  public long indexBytes() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_indexes_size('trial')")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Inserts groups of 100 records, each in a transaction of its own. */
  public long insert(int groups) throws SQLException {
    String sql = SeedData.insert(NAME, "now()", "interval '0'", GROUP);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < groups; i++) {
        statement.executeUpdate();
      }
    }
    return (long) groups * GROUP;
  }

  /** How long the first page of a license takes, in milliseconds, for each of so many licenses. */
  public List<Double> readMillis(int licenses) throws SQLException {
    Random random = new Random(1);
    List<Double> millis = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(FIRST_PAGE)) {
      for (int i = 0; i < licenses; i++) {
        String license =
            String.format(Locale.ROOT, "BNCH-%05d-7Q4X-K2M9-TR5W", random.nextInt(Vendor.LICENSES));
        long begin = System.nanoTime();
        statement.setString(1, license);
        statement.setString(2, license);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            rows.getObject(1);
          }
        }
        millis.add((System.nanoTime() - begin) / 1e6);
      }
    }
    return millis;
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      Database.execute(connection, "DROP TABLE trial");
    }
  }
}
