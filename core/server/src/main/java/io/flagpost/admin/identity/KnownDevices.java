package io.flagpost.admin.identity;

import static io.flagpost.platform.database.DbTimestamps.utc;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The devices that an account has signed in from before, each known by a token that it keeps. The
 * token does not replace the password: it only makes the device's failures count separately, so
 * that somebody who guesses elsewhere does not lock the owner out. Any thread; completes on the
 * caller's context.
 */
final class KnownDevices {
  /** The number of known devices of an account; another one replaces the least recently used. */
  static final int MOST = 20;

  /** How long an unused device stays known. */
  static final Duration KEPT = Duration.ofDays(90);

  private static final String IS_KNOWN =
      "SELECT FROM known_device d JOIN account a ON a.id = d.account_id"
          + " WHERE d.token_hash = $1 AND a.name = $2 AND d.used_at > $3";
  private static final String USE =
      "INSERT INTO known_device (token_hash, account_id, used_at) VALUES ($1, $2, $3)"
          + " ON CONFLICT (token_hash) DO UPDATE SET used_at = $3";
  private static final String KEEP_THE_NEWEST =
      "DELETE FROM known_device WHERE account_id = $1 AND token_hash NOT IN"
          + " (SELECT token_hash FROM known_device WHERE account_id = $1"
          + " ORDER BY used_at DESC LIMIT $2)";

  private final SecureRandom random;

  KnownDevices(SecureRandom random) {
    this.random = random;
  }

  /** The device, if it belongs to the account. */
  Future<Optional<OpaqueToken>> recognised(
      SqlClient client, OpaqueToken presented, AccountName account, Instant now) {
    return presented.isOf(OpaqueToken.DEVICE)
        ? client
            .preparedQuery(IS_KNOWN)
            .execute(Tuple.of(presented.hash(), account.text(), utc(now.minus(KEPT))))
            .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(presented))
        : Future.succeededFuture(Optional.empty());
  }

  /**
   * Records a sign-in, and returns the token for the device to keep.
   *
   * @param known the token that the device presented, if it is the account's
   */
  Future<OpaqueToken> signedIn(
      SqlConnection connection, Optional<OpaqueToken> known, long account, Instant now) {
    OpaqueToken token = known.orElseGet(() -> OpaqueToken.generate(OpaqueToken.DEVICE, random));
    return connection
        .preparedQuery(USE)
        .execute(Tuple.of(token.hash(), account, utc(now)))
        .compose(used -> connection.preparedQuery(KEEP_THE_NEWEST).execute(Tuple.of(account, MOST)))
        .map(done -> token);
  }

  /** Forgets the account's devices. */
  Future<Void> forget(SqlConnection connection, long account) {
    return connection
        .preparedQuery("DELETE FROM known_device WHERE account_id = $1")
        .execute(Tuple.of(account))
        .mapEmpty();
  }

  /** Forgets all devices. */
  Future<Void> forgetAll(SqlConnection connection) {
    return connection.query("DELETE FROM known_device").execute().mapEmpty();
  }

  /** Deletes those that have not been used for long. */
  Future<Void> sweep(SqlClient client, Instant now) {
    return client
        .preparedQuery("DELETE FROM known_device WHERE used_at < $1")
        .execute(Tuple.of(utc(now.minus(KEPT))))
        .mapEmpty();
  }
}
