package io.flagpost.platform.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The privileges of the node's role on each table: no more than the node needs. Partitions need
 * none of their own, because they are accessed only through their table.
 */
final class Privileges {
  /** Insert-only tables: their value is that nobody changes them afterwards. */
  private static final String[] APPENDED_TO = {
    "telemetry", "verdict", "check_catalog", "audit_entry", "partition_request"
  };

  /** Tables that only maintenance writes. */
  private static final String[] READ = {"flyway_schema_history", "schema_stamp"};

  /** The number of the advisory lock; any number that is not used elsewhere. */
  private static final String TAKE_TURNS = "SELECT pg_advisory_xact_lock(7236837)";

  /** The statements that are still needed: none on most starts. */
  private static final String NEEDED =
      """
      WITH wanted AS (
        SELECT c.oid, c.relacl, quote_ident(nspname) || '.' || quote_ident(relname) AS name,
               CASE WHEN relname = ANY (?) THEN 'INSERT, SELECT'
                    WHEN relname = ANY (?) THEN 'SELECT'
                    ELSE 'DELETE, INSERT, SELECT, UPDATE' END AS privileges
          FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
         WHERE nspname = current_schema() AND relkind IN ('r', 'p') AND NOT relispartition
           AND pg_has_role(relowner, 'USAGE')), -- others' tables are not the gateway's
      found AS (
        SELECT wanted.*,
               (SELECT coalesce(string_agg(privilege_type, ', ' ORDER BY privilege_type), '')
                  FROM aclexplode(relacl) JOIN pg_roles r ON r.oid = grantee
                 WHERE rolname = ?) AS present
          FROM wanted)
      SELECT format('REVOKE ALL ON TABLE %s FROM %I', name, ?::text) FROM found
       WHERE present NOT IN ('', privileges)
      UNION ALL
      SELECT format('GRANT %s ON TABLE %s TO %I', privileges, name, ?::text) FROM found
       WHERE present <> privileges
      UNION ALL
      SELECT format('GRANT SELECT, USAGE ON SEQUENCE %s TO %I', c.oid::regclass, ?::text)
        FROM pg_class c
       WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S'
         AND pg_has_role(relowner, 'USAGE')
         AND (NOT EXISTS (SELECT FROM pg_depend d -- an identity column's needs none
                           WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                             AND d.deptype = 'i')
              OR c.relname = 'verdict_verdict_id_seq') -- who follows verdicts looks at it
         -- the order of conditions is nobody's promise
         AND CASE relkind WHEN 'S' THEN has_sequence_privilege(?, c.oid, 'SELECT') IS FALSE END
      UNION ALL
      SELECT format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), ?::text)
       WHERE NOT has_schema_privilege(?, current_schema(), 'USAGE')""";

  private Privileges() {}

  /** A text that changes when the privileges change. */
  static String text() {
    return NEEDED + String.join(" ", APPENDED_TO) + String.join(" ", READ);
  }

  /**
   * Grants them to a role, and revokes others. Blocking; several nodes may do it at once.
   *
   * @param maintenance owns the tables
   * @param role the node's role
   */
  static void grant(DatabaseSettings maintenance, String role) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(
            maintenance.jdbcUrl(), maintenance.user(), maintenance.password())) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(TAKE_TURNS);
        for (String sql : needed(connection, role)) {
          statement.execute(sql);
        }
      }
      connection.commit();
    }
  }

  private static List<String> needed(Connection connection, String role) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(NEEDED)) {
      query.setArray(1, connection.createArrayOf("text", APPENDED_TO));
      query.setArray(2, connection.createArrayOf("text", READ));
      for (int i = 3; i <= 9; i++) {
        query.setString(i, role);
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          statements.add(rows.getString(1));
        }
      }
    }
    return statements;
  }
}
