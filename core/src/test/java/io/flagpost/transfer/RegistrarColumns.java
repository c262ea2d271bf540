package io.flagpost.transfer;

import io.flagpost.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The columns of the registrar's migration, where it is not there yet. */
final class RegistrarColumns {
  private RegistrarColumns() {}

  static TestDatabase database() {
    TestDatabase database = TestDatabase.create();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      add(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return database;
  }

  static void add(Statement statement) throws SQLException {
    statement.execute(
        """
        ALTER TABLE license
          ADD COLUMN IF NOT EXISTS reference text COLLATE "C" UNIQUE,
          ADD COLUMN IF NOT EXISTS activation_limit integer,
          ADD COLUMN IF NOT EXISTS note text,
          ADD COLUMN IF NOT EXISTS revision bigint NOT NULL DEFAULT 1""");
    statement.execute(
        "ALTER TABLE activation ADD COLUMN IF NOT EXISTS revision bigint NOT NULL DEFAULT 1");
    statement.execute(
        """
        CREATE INDEX IF NOT EXISTS license_product_idx ON license (product_id, id);
        CREATE INDEX IF NOT EXISTS license_created_at_idx ON license (created_at, id);
        CREATE INDEX IF NOT EXISTS license_updated_at_idx ON license (updated_at, id);
        CREATE INDEX IF NOT EXISTS license_expires_at_idx
          ON license (coalesce(expires_at, 'infinity'), id);
        CREATE INDEX IF NOT EXISTS license_status_idx
          ON license (status, id) WHERE status <> 'active';
        CREATE INDEX IF NOT EXISTS license_environment_idx
          ON license (environment, id) WHERE environment <> 'production';
        CREATE INDEX IF NOT EXISTS activation_identifier_idx
          ON activation (identifier, license_id)""");
  }
}
