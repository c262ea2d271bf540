package io.flagpost.identity;

import static io.flagpost.identity.Moments.utc;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.flagpost.admin.Problem;
import io.flagpost.admin.ProblemException;
import io.flagpost.hash.Sha256;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Slows guessing down. Attempts are counted in PostgreSQL, so by all nodes together, per account
 * and per address, and before the password is looked at, so that no number of parallel ones slips
 * through.
 *
 * <p>Any thread; completes on the caller's context.
 */
final class LoginAttempts {
  /** So many of one account may fail before the next has to wait. */
  static final int ACCOUNT_LIMIT = 5;

  /** So many from one address: behind one there may be a whole office. */
  static final int ADDRESS_LIMIT = 20;

  private static final String INSERT =
      "INSERT INTO login_attempt (subject, failures, last_at) VALUES ($1, 0, $2)"
          + " ON CONFLICT DO NOTHING";
  private static final String LOCK =
      "SELECT failures, last_at, wait_until FROM login_attempt WHERE subject = $1 FOR UPDATE";
  private static final String UPDATE =
      "UPDATE login_attempt SET failures = $2, last_at = $3, wait_until = $4 WHERE subject = $1";
  private static final String TAKE_BACK =
      "UPDATE login_attempt SET failures = greatest(failures - 1, 0), wait_until = NULL"
          + " WHERE subject = $1";
  private static final String SWEEP =
      "DELETE FROM login_attempt WHERE last_at < $1 AND coalesce(wait_until, last_at) < $1";

  private final Pool pool;
  private final Clock clock;

  LoginAttempts(Pool pool, Clock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  private record Subject(Buffer hash, int limit) {
    static Subject account(AccountName name) {
      return new Subject(Buffer.buffer(Sha256.of("account|" + name.text())), ACCOUNT_LIMIT);
    }

    static Subject address(String address) {
      return new Subject(Buffer.buffer(Sha256.of("address|" + network(address))), ADDRESS_LIMIT);
    }
  }

  /**
   * Counts an attempt. Fails with a 429 {@link ProblemException}, and counts nothing, if it comes
   * too soon after others.
   */
  Future<Void> begin(AccountName account, String address) {
    // In one order always, so that two transactions never wait for each other.
    List<Subject> subjects = List.of(Subject.address(address), Subject.account(account));
    return pool.withTransaction(
        connection ->
            lock(connection, subjects.get(0))
                .compose(
                    ofAddress ->
                        lock(connection, subjects.get(1))
                            .compose(
                                ofAccount ->
                                    count(connection, subjects, List.of(ofAddress, ofAccount)))));
  }

  /** The attempt turned out well: the account starts anew, the address has one failure less. */
  Future<Void> succeeded(SqlClient client, AccountName account, String address) {
    return takeBack(client, Subject.address(address)).compose(done -> clear(client, account));
  }

  /** The attempt was never looked at, so it is as if it had not been made. */
  Future<Void> forget(AccountName account, String address) {
    return takeBack(pool, Subject.address(address))
        .compose(done -> takeBack(pool, Subject.account(account)));
  }

  /** Whatever was counted for an account is forgotten. */
  Future<Void> clear(SqlClient client, AccountName account) {
    return client
        .preparedQuery("DELETE FROM login_attempt WHERE subject = $1")
        .execute(Tuple.of(Subject.account(account).hash))
        .mapEmpty();
  }

  /** Deletes what counts no longer. */
  Future<Void> sweep() {
    return pool.preparedQuery(SWEEP)
        .execute(Tuple.of(utc(clock.instant().minus(AttemptCount.WINDOW))))
        .mapEmpty();
  }

  private Future<AttemptCount> lock(SqlConnection connection, Subject subject) {
    Instant now = clock.instant();
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.of(subject.hash, utc(now)))
        .compose(inserted -> connection.preparedQuery(LOCK).execute(Tuple.of(subject.hash)))
        .compose(
            rows ->
                rows.size() == 0 // a success has deleted it just now
                    ? lock(connection, subject)
                    : Future.succeededFuture(count(rows.iterator().next())));
  }

  private Future<Void> count(
      SqlConnection connection, List<Subject> subjects, List<AttemptCount> counts) {
    Instant now = clock.instant();
    Duration wait = Duration.ZERO;
    for (AttemptCount count : counts) {
      Duration its = count.waitAt(now);
      wait = its.compareTo(wait) > 0 ? its : wait;
    }
    if (!wait.isZero()) {
      return Future.failedFuture(
          new ProblemException(
              Problem.tooMany(
                  "too many failed sign-ins, of this account or from this address",
                  wait.plusNanos(999_999_999).toSeconds())));
    }
    List<Tuple> updates = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      AttemptCount next = counts.get(i).withAttempt(now, subjects.get(i).limit);
      Instant until = next.waitUntil();
      updates.add(
          Tuple.of(
              subjects.get(i).hash,
              next.failures(),
              utc(next.lastAt()),
              until == null ? null : utc(until)));
    }
    return connection.preparedQuery(UPDATE).executeBatch(updates).mapEmpty();
  }

  private static Future<Void> takeBack(SqlClient client, Subject subject) {
    return client.preparedQuery(TAKE_BACK).execute(Tuple.of(subject.hash)).mapEmpty();
  }

  private static AttemptCount count(Row row) {
    return new AttemptCount(
        row.getInteger("failures"), Moments.of(row, "last_at"), Moments.orNull(row, "wait_until"));
  }

  /** An IPv6 customer has a /64 of addresses to choose from, so that counts as one. */
  private static String network(String address) {
    @Nullable IPAddress parsed = new IPAddressString(address).getAddress();
    if (parsed == null || !parsed.isIPv6()) {
      return address;
    }
    return parsed.toIPv6().isIPv4Mapped()
        ? parsed.toIPv6().getEmbeddedIPv4Address().toCanonicalString()
        : HexFormat.of().formatHex(parsed.getBytes(), 0, 8);
  }
}
