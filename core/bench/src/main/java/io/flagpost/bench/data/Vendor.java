package io.flagpost.bench.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

/** A vendor with ten products and ten thousand licenses, each with one activation. */
public final class Vendor {
  public static final int LICENSES = 10_000;
  public static final int PRODUCTS = 10;

  /** The API key of all requests. */
  public static final String API_KEY = "bench-5f0c2a9e-7d1b-4c38-9a64-3e8f1b7d2c05";

  private static final String[] VERSIONS = {"1.0.0", "1.1.0", "2.0.0"};

  private Vendor() {}

  /** The key of a license. */
  public static String license(int number) {
    return String.format(Locale.ROOT, "BNCH-%05d-7Q4X-K2M9-TR5W", number);
  }

  /** Its activation. */
  public static String activation(int number) {
    return String.format(Locale.ROOT, "activation-%05d", number);
  }

  static int product(int number) {
    return 1 + number % PRODUCTS;
  }

  static String version(int number) {
    return VERSIONS[number % VERSIONS.length];
  }

  static void importInto(Connection connection) throws SQLException {
    Database.execute(
        connection,
        "INSERT INTO product (id, name) SELECT n, 'Product ' || n FROM generate_series(1, "
            + PRODUCTS
            + ") n");
    fill(
        connection,
        "INSERT INTO product_version (product_id, version) VALUES (?, ?)",
        PRODUCTS * VERSIONS.length,
        (statement, n) -> {
          statement.setLong(1, 1 + n / VERSIONS.length);
          statement.setString(2, version(n));
        });
    fill(
        connection,
        "INSERT INTO license (license_key, product_id) VALUES (?, ?)",
        LICENSES,
        (statement, n) -> {
          statement.setString(1, license(n));
          statement.setLong(2, product(n));
        });
    fill(
        connection,
        "INSERT INTO activation (license_id, identifier)"
            + " SELECT id, ? FROM license WHERE license_key = ?",
        LICENSES,
        (statement, n) -> {
          statement.setString(1, activation(n));
          statement.setString(2, license(n));
        });
    importApiKey(connection);
    Database.execute(connection, "ANALYZE product, product_version, license, activation");
  }

  private static void importApiKey(Connection connection) throws SQLException {
    String sql =
        """
        WITH made AS (
          INSERT INTO api_key (name, capabilities) VALUES ('Benchmark', '{write,read}')
          RETURNING id)
        INSERT INTO api_key_secret (key_hash, api_key_id) SELECT ?, id FROM made""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      byte[] key = API_KEY.getBytes(StandardCharsets.UTF_8);
      statement.setBytes(1, MessageDigest.getInstance("SHA-256").digest(key));
      statement.executeUpdate();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Row {
    void bind(PreparedStatement statement, int number) throws SQLException;
  }

  private static void fill(Connection connection, String sql, int rows, Row row)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int n = 0; n < rows; n++) {
        row.bind(statement, n);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
