package io.flagpost.admin.identity;

import static io.flagpost.platform.database.DbTimestamps.utc;

import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of personal access tokens. Any thread; completes on the caller's context. */
final class PersonalTokenTable {
  private static final Duration LAST_USE_PRECISION = Duration.ofMinutes(1);

  private static final String USABLE =
      "SELECT t.id, t.last_used_at, a.id AS account_id, a.name AS account, "
          + Rights.columns("t", "token_")
          + ", "
          + Rights.columns("a", "account_")
          + " FROM access_token t JOIN account a ON a.id = t.account_id"
          + " WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 AND a.active";
  private static final String PAST =
      "SELECT t.id, a.name AS account FROM access_token t JOIN account a ON a.id = t.account_id"
          + " WHERE t.token_hash = $1";
  private static final String TOUCH =
      "UPDATE access_token SET last_used_at = $2"
          + " WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)";
  private static final String INSERT =
      "INSERT INTO access_token (account_id, name, role, products, environments, token_hash,"
          + " created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING "
          + PersonalToken.COLUMNS;
  private static final String LOCK =
      "SELECT "
          + PersonalToken.COLUMNS
          + " FROM access_token WHERE id = $1 AND account_id = $2 FOR UPDATE";
  private static final String REVOKE =
      "UPDATE access_token SET revoked_at = $2 WHERE id = $1 RETURNING " + PersonalToken.COLUMNS;
  private static final String REVOKE_USABLE =
      """
      UPDATE access_token SET revoked_at = %1$s
       WHERE revoked_at IS NULL AND expires_at > %1$s AND %2$s""";
  private static final String NAMES =
      "SELECT name FROM access_token"
          + " WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY id";
  private static final String SWEEP = "DELETE FROM access_token WHERE expires_at < $1";

  /**
   * A valid token.
   *
   * @param rights what both it and its account may do
   */
  record Usable(
      long id, Rights rights, long accountId, String account, @Nullable Instant lastUsedAt) {
    static Usable of(Row row) {
      return new Usable(
          row.getLong("id"),
          Rights.of(row, "token_").within(Rights.of(row, "account_")),
          row.getLong("account_id"),
          row.getString("account"),
          DbTimestamps.orNull(row, "last_used_at"));
    }

    boolean isToBeTouched(Instant now) {
      return lastUsedAt == null || lastUsedAt.isBefore(now.minus(LAST_USE_PRECISION));
    }
  }

  /** The token's account and rights, if it is valid. */
  Future<Optional<Usable>> usable(SqlClient client, OpaqueToken token, Instant now) {
    return client
        .preparedQuery(USABLE)
        .execute(Tuple.of(token.hash(), utc(now)))
        .map(rows -> first(rows).map(Usable::of));
  }

  /** Why a token is invalid: it never existed, or it has ended. */
  Future<AccessRefusal> past(SqlClient client, OpaqueToken token) {
    return client
        .preparedQuery(PAST)
        .execute(Tuple.of(token.hash()))
        .map(
            rows ->
                first(rows)
                    .map(
                        row ->
                            new AccessRefusal(
                                Credential.PERSONAL_TOKEN,
                                Reason.ENDED,
                                row.getString("account"),
                                Map.of("token", Long.toString(row.getLong("id")))))
                    .orElseGet(() -> AccessRefusal.of(Credential.PERSONAL_TOKEN, Reason.UNKNOWN)));
  }

  /** Records its use. */
  Future<Void> touch(SqlClient client, long id, Instant now) {
    return client
        .preparedQuery(TOUCH)
        .execute(Tuple.of(id, utc(now), utc(now.minus(LAST_USE_PRECISION))))
        .mapEmpty();
  }

  Future<PersonalToken> insert(
      SqlConnection connection,
      long accountId,
      String name,
      Rights rights,
      OpaqueToken token,
      Instant now,
      Instant expiresAt) {
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(accountId, name, rights.role().name())
                .addValue(rights.products())
                .addValue(rights.environments())
                .addValue(token.hash())
                .addValue(utc(now))
                .addValue(utc(expiresAt)))
        .map(rows -> PersonalToken.of(rows.iterator().next()));
  }

  /** An account's token of this id, locked until the end of the transaction. */
  Future<Optional<PersonalToken>> lock(SqlConnection connection, long id, long accountId) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(id, accountId))
        .map(rows -> first(rows).map(PersonalToken::of));
  }

  Future<PersonalToken> revoke(SqlConnection connection, long id, Instant now) {
    return connection
        .preparedQuery(REVOKE)
        .execute(Tuple.of(id, utc(now)))
        .map(rows -> PersonalToken.of(rows.iterator().next()));
  }

  /** Revokes an account's valid tokens, and returns how many. */
  Future<Integer> revokeOf(SqlConnection connection, long accountId, Instant now) {
    return revokeUsable(connection, SqlCondition.equal("account_id", accountId), now);
  }

  /** Revokes all valid tokens, and returns how many. */
  Future<Integer> revokeAll(SqlConnection connection, Instant now) {
    return revokeUsable(connection, SqlCondition.TRUE, now);
  }

  private static Future<Integer> revokeUsable(
      SqlConnection connection, SqlCondition which, Instant now) {
    return Sql.format(REVOKE_USABLE, Sql.of("$1::timestamptz", utc(now)), which.sql())
        .execute(connection)
        .map(RowSet::rowCount);
  }

  /** The names of an account's valid tokens, the oldest first. */
  Future<List<String>> usableNames(SqlConnection connection, long accountId, Instant now) {
    return connection
        .preparedQuery(NAMES)
        .execute(Tuple.of(accountId, utc(now)))
        .map(
            rows -> {
              List<String> names = new ArrayList<>();
              rows.forEach(row -> names.add(row.getString("name")));
              return names;
            });
  }

  /** Deletes those that expired before the given moment. */
  Future<Void> sweep(SqlClient client, Instant before) {
    return client.preparedQuery(SWEEP).execute(Tuple.of(utc(before))).mapEmpty();
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
