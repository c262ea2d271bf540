package io.flagpost.admin.identity;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.database.SqlFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The table of accounts. Any thread; completes on the caller's context. */
final class AccountTable {
  /** Changes to accounts hold this advisory lock until the end of the transaction. */
  private static final long LOCK = 0x666c_6167_6163_6374L;

  private static final String SELECT = "SELECT " + Account.COLUMNS + " FROM account WHERE %s";
  private static final String SELECT_HASH =
      "SELECT password_hash, " + Account.COLUMNS + " FROM account WHERE %s";
  private static final String LOCKED = " FOR UPDATE";
  private static final String INSERT =
      "INSERT INTO account (name, role, products, environments, password_hash, created_at,"
          + " updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING "
          + Account.COLUMNS;
  private static final String UPDATE =
      "UPDATE account SET role = $2, products = $3, environments = $4, active = $5,"
          + " revision = revision + 1, updated_at = $6 WHERE id = $1 RETURNING "
          + Account.COLUMNS;
  private static final String UPDATE_PASSWORD =
      "UPDATE account SET password_hash = $2, revision = revision + 1, updated_at = $3"
          + " WHERE id = $1 RETURNING "
          + Account.COLUMNS;

  private final Clock clock;

  AccountTable(Clock clock) {
    this.clock = clock;
  }

  /** An account together with the hash of its password. */
  record Stored(Account account, PasswordHash hash) {
    static Stored of(Row row) {
      return new Stored(Account.of(row), PasswordHash.parse(row.getString("password_hash")));
    }

    boolean hasSameHashAs(Stored other) {
      return hash.phc().equals(other.hash.phc());
    }
  }

  /**
   * Lets one transaction at a time change accounts, so that if two remove one each of the last two
   * administrators, the second sees the effect of the first.
   */
  Future<Void> lockAll(SqlConnection connection) {
    return connection
        .preparedQuery("SELECT pg_advisory_xact_lock($1)")
        .execute(Tuple.of(LOCK))
        .mapEmpty();
  }

  Future<Optional<Stored>> find(SqlClient client, AccountName name) {
    return Sql.format(SELECT_HASH, named(name))
        .execute(client)
        .map(rows -> first(rows).map(Stored::of));
  }

  /** The same, locked until the end of the transaction. */
  Future<Optional<Stored>> lock(SqlConnection connection, long id) {
    return Sql.format(SELECT_HASH + LOCKED, SqlCondition.equal("id", id).sql())
        .execute(connection)
        .map(rows -> first(rows).map(Stored::of));
  }

  /** The account of this name; fails with a 404 {@link ProblemException} if there is none. */
  Future<Account> require(SqlClient client, AccountName name) {
    return Sql.format(SELECT, named(name)).execute(client).compose(rows -> one(rows));
  }

  /** The same, locked until the end of the transaction. */
  Future<Account> lock(SqlConnection connection, AccountName name) {
    return Sql.format(SELECT + LOCKED, named(name)).execute(connection).compose(rows -> one(rows));
  }

  private static Sql named(AccountName name) {
    return SqlCondition.equal("name", name.text()).sql();
  }

  /** The names of all accounts. */
  Future<List<String>> names(SqlConnection connection) {
    return connection
        .query("SELECT name FROM account")
        .execute()
        .map(rows -> rows.stream().map(row -> row.getString("name")).toList());
  }

  /** Fails with a 409 {@link ProblemException} if the name is taken. */
  Future<Account> insert(
      SqlConnection connection, AccountName name, Rights rights, PasswordHash hash) {
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(name.text(), rights.role().name())
                .addValue(rights.products())
                .addValue(rights.environments())
                .addValue(hash.phc())
                .addValue(DbTimestamps.utc(clock.instant())))
        .map(rows -> Account.of(rows.iterator().next()))
        .recover(AccountTable::explain);
  }

  Future<Account> update(SqlConnection connection, long id, Rights rights, boolean active) {
    return connection
        .preparedQuery(UPDATE)
        .execute(
            Tuple.of(id, rights.role().name())
                .addValue(rights.products())
                .addValue(rights.environments())
                .addValue(active)
                .addValue(DbTimestamps.utc(clock.instant())))
        .map(rows -> Account.of(rows.iterator().next()));
  }

  Future<Account> setPassword(SqlConnection connection, long id, PasswordHash hash) {
    return connection
        .preparedQuery(UPDATE_PASSWORD)
        .execute(Tuple.of(id, hash.phc(), DbTimestamps.utc(clock.instant())))
        .map(rows -> Account.of(rows.iterator().next()));
  }

  /** Stores a hash of the same password at another cost; the revision stays the same. */
  Future<Void> upgradeHash(SqlConnection connection, long id, PasswordHash hash) {
    return connection
        .preparedQuery("UPDATE account SET password_hash = $2 WHERE id = $1")
        .execute(Tuple.of(id, hash.phc()))
        .mapEmpty();
  }

  Future<Void> delete(SqlConnection connection, long id) {
    return connection
        .preparedQuery("DELETE FROM account WHERE id = $1")
        .execute(Tuple.of(id))
        .mapEmpty();
  }

  Future<Boolean> isEmpty(SqlConnection connection) {
    return connection
        .query("SELECT NOT EXISTS (SELECT FROM account)")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * Fails with a 409 {@link ProblemException} if there is no active administrator but this one.
   * Needs {@link #lockAll}.
   */
  Future<Void> requireAnotherAdmin(SqlConnection connection, long id) {
    return connection
        .preparedQuery(
            "SELECT EXISTS (SELECT FROM account WHERE role = 'admin' AND products IS NULL"
                + " AND environments IS NULL AND active AND id <> $1)")
        .execute(Tuple.of(id))
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ProblemException(
                            Problem.conflict("it is the last active administrator"))));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }

  private static Future<Account> one(RowSet<Row> rows) {
    return first(rows)
        .map(row -> Future.succeededFuture(Account.of(row)))
        .orElseGet(
            () -> Future.failedFuture(new ProblemException(Problem.notFound("such account"))));
  }

  private static <T> Future<T> explain(Throwable failure) {
    return SqlFailure.of(failure).isUniqueViolation()
        ? Future.failedFuture(
            new ProblemException(
                Problem.conflict(
                    "an account of this name exists",
                    List.of(new FieldError("name", "is taken by another account")))))
        : Future.failedFuture(failure);
  }
}
