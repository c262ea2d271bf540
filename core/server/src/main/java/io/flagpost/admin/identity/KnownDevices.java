package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.DbTimestamps.utc;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The devices that somebody has signed in with before, each known by a token that it keeps. The
 * token replaces no password: it only has the device's failures counted apart, so that whoever
 * guesses elsewhere does not keep its owner out. Any thread; completes on the caller's context.
 */
final class KnownDevices {
  /** So many of an account are known; a further one takes the place of the one not used longest. */
  static final int MOST = 20;

  /** How long one that is not used is known. */
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

  /** The device, if it is one of that account's. */
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
   * Notes that somebody has signed in, and gives the token to keep.
   *
   * @param known the one that it came with, if that is the account's
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

  /** None of the account's devices is known any more. */
  Future<Void> forget(SqlConnection connection, long account) {
    return connection
        .preparedQuery("DELETE FROM known_device WHERE account_id = $1")
        .execute(Tuple.of(account))
        .mapEmpty();
  }

  /** No device is known any more. */
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
