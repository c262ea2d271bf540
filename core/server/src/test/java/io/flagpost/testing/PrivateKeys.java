package io.flagpost.testing;

import io.flagpost.evidence.Evidence;
import io.flagpost.platform.kek.KeyWrapping;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Finds the private signing keys that a gateway under test has, to look for them afterwards. */
public final class PrivateKeys {
  private PrivateKeys() {}

  /** Remembers every signing key in a database that this key-encryption key opens. */
  public static void note(TestDatabase database, KeyWrapping wrapping) {
    try (Connection connection = database.connect()) {
      note(connection, wrapping);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same by a connection. */
  public static void note(Connection connection, KeyWrapping wrapping) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet keys =
            statement.executeQuery(
                "SELECT key_id, coalesce(product_id::text, 'global'), private_key, kek_id"
                    + " FROM signing_key")) {
      while (keys.next()) {
        String kekId = keys.getString(4);
        if (wrapping.ids().contains(kekId)) {
          String context = "flagpost signing key|" + keys.getString(2) + "|" + keys.getString(1);
          Evidence.privateKey(wrapping.open(kekId, keys.getBytes(3), context));
        }
      }
    }
  }
}
