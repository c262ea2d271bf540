package io.flagpost.acceptance;

import io.flagpost.testing.RunningGateway;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;

/** Enters into a gateway's tables what a vendor would, and tells the gateway. */
final class VendorRecords {
  private final RunningGateway gateway;

  VendorRecords(RunningGateway gateway) {
    this.gateway = gateway;
  }

  /**
   * Makes an API key that may write and read unless the further columns say otherwise.
   *
   * @param columns further columns of {@code api_key}, such as {@code "active, profile"}
   * @param values their values in SQL, such as {@code "false, 'sdk'"}
   */
  String apiKey(String columns, String values) throws SQLException {
    return apiKey("write,read", columns, values);
  }

  String apiKey(String capabilities, String columns, String values) throws SQLException {
    String key = "acceptance-" + UUID.randomUUID();
    enter(
        String.format(
            Locale.ROOT,
            """
        WITH made AS (
          INSERT INTO api_key (name, capabilities, %s)
          VALUES ('Acceptance', string_to_array(?, ','), %s)
          RETURNING id)
        INSERT INTO api_key_secret (key_hash, api_key_id)
        SELECT sha256(convert_to(?, 'UTF8')), id FROM made""",
            columns,
            values),
        capabilities,
        key);
    return key;
  }

  /** Puts a user or an activation on the block list. */
  void block(String kind, String identifier) throws SQLException {
    enter("INSERT INTO block_list (kind, identifier) VALUES (?, ?)", kind, identifier);
  }

  void blockNetwork(String network) throws SQLException {
    enter("INSERT INTO block_list (kind, network) VALUES ('network', ?::cidr)", network);
  }

  private void enter(String sql, String... parameters) throws SQLException {
    try (Connection connection = gateway.database().connect();
        PreparedStatement insert = connection.prepareStatement(sql);
        Statement notify = connection.createStatement()) {
      for (int i = 0; i < parameters.length; i++) {
        insert.setString(i + 1, parameters[i]);
      }
      insert.executeUpdate();
      notify.execute("NOTIFY flagpost_registry");
    }
  }
}
