package io.flagpost.admin.identity;

import static io.flagpost.platform.database.DbTimestamps.utc;

import io.flagpost.admin.api.Actor;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The tables of sessions and their refresh tokens. Any thread; completes on the caller's context.
 */
final class SessionTable {
  private static final String ACCOUNT =
      "a.id AS account_id, a.name AS account, " + Rights.columns("a", "");
  private static final String INSERT =
      "INSERT INTO admin_session (id, account_id, address, created_at, used_at, expires_at)"
          + " VALUES ($1, $2, $3, $4, $4, $5)";
  private static final String INSERT_TOKEN =
      "INSERT INTO admin_refresh_token (token_hash, session_id, created_at) VALUES ($1, $2, $3)";
  private static final String LIVE =
      "SELECT s.id, s.expires_at, "
          + ACCOUNT
          + " FROM admin_session s JOIN account a ON a.id = s.account_id"
          + " WHERE s.id = $1 AND a.id = $2 AND a.active AND s.revoked_at IS NULL"
          + " AND s.expires_at > $3";
  private static final String BY_TOKEN =
      "SELECT s.id, s.expires_at, t.used_at IS NOT NULL AS used, "
          + ACCOUNT
          + " FROM admin_refresh_token t JOIN admin_session s ON s.id = t.session_id"
          + " JOIN account a ON a.id = s.account_id"
          + " WHERE t.token_hash = $1 AND a.active AND s.revoked_at IS NULL AND s.expires_at > $2";
  private static final String USE_TOKEN =
      "UPDATE admin_refresh_token SET used_at = $2 WHERE token_hash = $1";
  private static final String USE_SESSION = "UPDATE admin_session SET used_at = $2 WHERE id = $1";
  private static final String REVOKE =
      """
      UPDATE admin_session SET revoked_at = %1$s
       WHERE revoked_at IS NULL AND expires_at > %1$s AND %2$s""";
  private static final String SWEEP = "DELETE FROM admin_session WHERE expires_at < $1";

  /**
   * A valid session.
   *
   * @param rights the current rights of its account
   */
  record Live(UUID id, Instant expiresAt, long accountId, String account, Rights rights) {
    static Live of(Row row) {
      return new Live(
          row.getUUID("id"),
          DbTimestamps.of(row, "expires_at"),
          row.getLong("account_id"),
          row.getString("account"),
          Rights.of(row, ""));
    }

    /** The actor who is signed in with it. */
    Actor actor() {
      return new Actor(
          Actor.Kind.ACCOUNT, account, accountId, id.toString(), rights.role(), rights.scope());
    }
  }

  /**
   * A refresh token of a valid session.
   *
   * @param used whether it has been used before, and so must not be used again
   */
  record Refresh(Live session, boolean used) {}

  Future<Void> insert(
      SqlConnection connection, Live session, String address, OpaqueToken refresh, Instant now) {
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.of(session.id, session.accountId, address, utc(now), utc(session.expiresAt)))
        .compose(done -> insertToken(connection, session.id, refresh, now));
  }

  /** The session of this id and account, if it is valid. */
  Future<Optional<Live>> live(SqlClient client, UUID id, long accountId, Instant now) {
    return client
        .preparedQuery(LIVE)
        .execute(Tuple.of(id, accountId, utc(now)))
        .map(rows -> first(rows).map(Live::of));
  }

  /**
   * The session of this id and account, if it is valid; it stays so until the end of the
   * transaction, because ending it has to wait for the lock.
   */
  Future<Optional<Live>> holding(SqlConnection connection, UUID id, long accountId, Instant now) {
    return connection
        .preparedQuery(LIVE + " FOR SHARE OF s")
        .execute(Tuple.of(id, accountId, utc(now)))
        .map(rows -> first(rows).map(Live::of));
  }

  /** The refresh token, if its session is valid. */
  Future<Optional<Refresh>> findToken(SqlClient client, OpaqueToken token, Instant now) {
    return refresh(client, BY_TOKEN, token, now);
  }

  /** The same, with the token and its session locked until the end of the transaction. */
  Future<Optional<Refresh>> lockToken(SqlConnection connection, OpaqueToken token, Instant now) {
    return refresh(connection, BY_TOKEN + " FOR UPDATE OF t, s", token, now);
  }

  /** Replaces a refresh token by a new one. */
  Future<Void> replaceToken(
      SqlConnection connection, UUID session, OpaqueToken old, OpaqueToken next, Instant now) {
    return connection
        .preparedQuery(USE_TOKEN)
        .execute(Tuple.of(old.hash(), utc(now)))
        .compose(done -> connection.preparedQuery(USE_SESSION).execute(Tuple.of(session, utc(now))))
        .compose(done -> insertToken(connection, session, next, now));
  }

  /** Ends one session; true if it was valid. */
  Future<Boolean> revoke(SqlConnection connection, UUID id, Instant now) {
    return revoke(connection, SqlCondition.equal("id", id), now).map(ended -> ended > 0);
  }

  /** Ends the sessions of an account, and returns how many. */
  Future<Integer> revokeOf(SqlConnection connection, long accountId, Instant now) {
    return revoke(connection, SqlCondition.equal("account_id", accountId), now);
  }

  /** Ends the sessions of an account except one, and returns how many. */
  Future<Integer> revokeOthers(SqlConnection connection, long accountId, UUID kept, Instant now) {
    return revoke(
        connection, SqlCondition.of("account_id = $1 AND id <> $2", accountId, kept), now);
  }

  /** Ends all sessions, and returns how many. */
  Future<Integer> revokeAll(SqlConnection connection, Instant now) {
    return revoke(connection, SqlCondition.TRUE, now);
  }

  private static Future<Integer> revoke(SqlConnection connection, SqlCondition which, Instant now) {
    return Sql.format(REVOKE, Sql.of("$1::timestamptz", utc(now)), which.sql())
        .execute(connection)
        .map(RowSet::rowCount);
  }

  /** Deletes those that expired before the given moment. */
  Future<Void> sweep(SqlClient client, Instant before) {
    return client.preparedQuery(SWEEP).execute(Tuple.of(utc(before))).mapEmpty();
  }

  private static Future<Optional<Refresh>> refresh(
      SqlClient client, String sql, OpaqueToken token, Instant now) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(token.hash(), utc(now)))
        .map(rows -> first(rows).map(row -> new Refresh(Live.of(row), row.getBoolean("used"))));
  }

  private static Future<Void> insertToken(
      SqlConnection connection, UUID session, OpaqueToken token, Instant now) {
    return connection
        .preparedQuery(INSERT_TOKEN)
        .execute(Tuple.of(token.hash(), session, utc(now)))
        .mapEmpty();
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
