package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The users whose records a database holds, for tests that give each record a user of its own. */
final class StoredUsers {
  private StoredUsers() {}

  /** Each of these is there once, and no other twice. */
  static void assertEachOnce(Connection database, Collection<String> promised) throws SQLException {
    Map<String, Integer> stored = new HashMap<>();
    try (database;
        Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT user_identifier FROM telemetry WHERE user_identifier IS NOT NULL")) {
      while (rows.next()) {
        stored.merge(rows.getString(1), 1, Integer::sum);
      }
    }
    assertThat(promised).isNotEmpty().filteredOn(user -> !stored.containsKey(user)).isEmpty();
    assertThat(stored.entrySet()).filteredOn(entry -> entry.getValue() != 1).isEmpty();
  }
}
