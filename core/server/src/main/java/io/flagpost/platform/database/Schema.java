package io.flagpost.platform.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.MigrateResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database schema: the migrations of this program, applied in order. */
public final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final int PATIENCE_SECONDS = 5;
  private static final String LOCATION = "classpath:db/migration";

  private Schema() {}

  /**
   * Whether the database certainly has this program's schema. If not, or if it cannot be checked,
   * {@link #migrate} resolves it, or says what is wrong.
   */
  public static Future<Boolean> isCurrent(Pool pool) {
    return SchemaStamp.isCurrent(pool)
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .otherwise(
            failure -> {
              LOG.debug("There is no stamp of the schema", failure);
              return false;
            });
  }

  /**
   * Migrates the database to this program's schema. Blocking, needs its own connections; several
   * nodes may call it at once (Flyway takes an advisory lock).
   *
   * @param jdbcUrl the JDBC URL of the database
   * @throws DatabaseException if the database cannot be reached, refuses, or has a newer schema
   *     than this program
   */
  public static void migrate(String jdbcUrl, String user, String password) {
    leaveStamp(jdbcUrl, user, password, migrate(jdbcUrl, user, password, LOCATION));
  }

  /**
   * The same as the user for maintenance, who then grants the node its privileges. Blocking.
   *
   * @throws DatabaseException as above, or if the privileges cannot be granted
   */
  public static void migrate(DatabaseAccess access) {
    DatabaseSettings owner = access.maintenance();
    int installedRank = migrate(owner.jdbcUrl(), owner.user(), owner.password(), LOCATION);
    if (!access.isOfOneUser()) {
      grant(owner, access);
    }
    leaveStamp(owner.jdbcUrl(), owner.user(), owner.password(), installedRank);
  }

  /** Last of all: a program that finds it checks nothing else. */
  private static void leaveStamp(String jdbcUrl, String user, String password, int installedRank) {
    try {
      SchemaStamp.leave(jdbcUrl, user, password, installedRank);
    } catch (SQLException e) {
      LOG.info("Every start will check each migration: {}", e.getMessage());
    }
  }

  private static void grant(DatabaseSettings owner, DatabaseAccess access) {
    try {
      Privileges.grant(owner, access.node().user());
    } catch (SQLException e) {
      throw new DatabaseException(
          "User '"
              + owner.user()
              + "' cannot give user '"
              + access.node().user()
              + "' its privileges: "
              + e.getMessage(),
          e);
    }
  }

  /** Returns the rank of the newest migration in Flyway's history. */
  static int migrate(String jdbcUrl, String user, String password, String location) {
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(jdbcUrl, user, password)
              .locations(location)
              .validateMigrationNaming(true)
              .load();
      refuseNewer(flyway.info());
      MigrateResult result = flyway.migrate();
      if (result.migrationsExecuted > 0) {
        LOG.info("Brought the database schema to version {}", result.targetSchemaVersion);
      }
      return newestRank(flyway.info());
    } catch (FlywayException e) {
      throw new DatabaseException(explain(e, jdbcUrl, user), e);
    }
  }

  /** Among those that this program knows: a newer program may have migrated further meanwhile. */
  private static int newestRank(MigrationInfoService info) {
    return Stream.of(info.applied())
        .filter(migration -> migration.getState().isResolved())
        .mapToInt(MigrationInfo::getInstalledRank)
        .max()
        .orElseThrow();
  }

  private static void refuseNewer(MigrationInfoService info) {
    MigrationVersion known = MigrationVersion.EMPTY;
    MigrationVersion applied = MigrationVersion.EMPTY;
    for (MigrationInfo migration : info.all()) {
      MigrationVersion version = migration.getVersion();
      if (version == null) {
        continue;
      }
      if (migration.getState().isResolved() && version.isNewerThan(known)) {
        known = version;
      }
      if (migration.getState().isApplied() && version.isNewerThan(applied)) {
        applied = version;
      }
    }
    if (applied.isNewerThan(known)) {
      throw new DatabaseException(
          String.format(
              Locale.ROOT,
              "The database has schema version %s, this program knows versions up to %s:"
                  + " start a newer program",
              applied,
              known));
    }
  }

  private static String explain(FlywayException failure, String jdbcUrl, String user) {
    String place = jdbcUrl.replaceFirst("\\?.*", "");
    SQLException cause = sqlCause(failure);
    SqlFailure answer = cause == null ? SqlFailure.of(failure) : SqlFailure.ofJdbc(cause);
    if (answer.isConnectionFailure()) {
      return "PostgreSQL cannot be reached at " + place + ": check database.url";
    }
    if (answer.isLoginRefused()) {
      return "PostgreSQL at " + place + " refuses user '" + user + "': check its password";
    }
    if (answer.isMissingDatabase()) {
      return "PostgreSQL has no database " + place + ": create it or check database.url";
    }
    if (answer.isInsufficientPrivilege()) {
      return "User '"
          + user
          + "' may not change the schema of "
          + place
          + ": set database.maintenance-url to one who may, or start a node that has it first";
    }
    return "The schema of "
        + place
        + " cannot be brought up to date: "
        + String.valueOf(failure.getMessage()).replaceAll("[\\r\\n-]+", " ");
  }

  private static @Nullable SQLException sqlCause(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
