package io.flagpost.database;

import org.flywaydb.core.Flyway;

/** The database schema: the migrations that this program knows, applied in order. */
public final class Schema {
  private Schema() {}

  /**
   * Brings the database up to this program's schema. Blocking, needs its own connections; several
   * nodes may call it at once (Flyway takes an advisory lock).
   *
   * @param jdbcUrl the database, in JDBC's notation
   */
  public static void migrate(String jdbcUrl, String user, String password) {
    Flyway.configure()
        .dataSource(jdbcUrl, user, password)
        .locations("classpath:db/migration")
        .load()
        .migrate();
  }
}
