package io.flagpost.admin.identity;

import static io.flagpost.platform.database.DbTimestamps.utc;

import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.identity.LoginAttempt.Subject;
import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Slows down password guessing. Attempts are counted in PostgreSQL, for all nodes together, and
 * before the password is checked, so that parallel ones count, too. A {@link LoginAttempt} says
 * which counters it increments.
 *
 * <p>Any thread; completes on the caller's context.
 */
final class LoginAttempts {
  /**
   * How many attempts on one account may fail from one network (/24, /48), or one known device,
   * before the next has to wait.
   */
  static final int ACCOUNT_LIMIT = 5;

  /** How many attempts on one account may fail from anywhere, except from known devices. */
  static final int EVERYWHERE_LIMIT = 100;

  /** How many may fail from one address: a whole office may share one. */
  static final int ADDRESS_LIMIT = 20;

  private static final String INSERT =
      "INSERT INTO login_attempt (subject, failures, last_at, account) VALUES ($1, 0, $2, $3)"
          + " ON CONFLICT DO NOTHING";
  private static final String LOCK =
      "SELECT failures, last_at, wait_until FROM login_attempt WHERE subject = $1 FOR UPDATE";
  private static final String UPDATE =
      "UPDATE login_attempt SET failures = $2, last_at = $3, wait_until = $4 WHERE subject = $1";
  private static final String TAKE_BACK =
      "UPDATE login_attempt SET failures = greatest(failures - 1, 0), wait_until = NULL"
          + " WHERE subject = $1";
  private static final String START_ANEW =
      "DELETE FROM login_attempt WHERE subject = $1"
          + " AND ($2::boolean OR (account IS NOT NULL AND failures = 0))";

  // Several rows are locked in the order of their subjects first, as in begin, or the two might
  // wait for each other.
  private static final String CLEAR =
      "DELETE FROM login_attempt WHERE subject IN (SELECT subject FROM login_attempt"
          + " WHERE account = $1 ORDER BY subject FOR UPDATE)";
  private static final String SWEEP =
      "DELETE FROM login_attempt WHERE subject IN (SELECT subject FROM login_attempt"
          + " WHERE last_at < $1 AND coalesce(wait_until, last_at) < $1"
          + " ORDER BY subject FOR UPDATE)";

  private final Pool pool;
  private final Clock clock;

  LoginAttempts(Pool pool, Clock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * Counts an attempt. Fails with a 429 {@link ProblemException}, without counting, if it is made
   * too soon after others.
   */
  Future<Void> begin(LoginAttempt attempt) {
    return pool.withTransaction(
        connection ->
            lock(connection, attempt.subjects(), new ArrayList<>())
                .compose(counts -> count(connection, attempt.subjects(), counts)));
  }

  /** The attempt succeeded: its own counter is reset, the others have one failure less. */
  Future<Void> succeeded(SqlClient client, LoginAttempt attempt) {
    // All rows are locked in their order first, as in begin.
    return takeBack(client, attempt.subjects())
        .compose(
            done ->
                client
                    .preparedQuery(START_ANEW)
                    .executeBatch(
                        attempt.subjects().stream()
                            .map(subject -> Tuple.of(subject.hash(), subject.equals(attempt.own())))
                            .toList()))
        .mapEmpty();
  }

  /**
   * Takes an attempt back, because it was never checked, or the password was right and something
   * else failed.
   */
  Future<Void> forget(LoginAttempt attempt) {
    return takeBack(pool, attempt.subjects());
  }

  /** Resets the counters of an account. */
  Future<Void> clear(SqlClient client, AccountName account) {
    return client
        .preparedQuery(CLEAR)
        .execute(Tuple.of(LoginAttempt.accountHash(account)))
        .mapEmpty();
  }

  /** Deletes outdated counters. */
  Future<Void> sweep() {
    return pool.preparedQuery(SWEEP)
        .execute(Tuple.of(utc(clock.instant().minus(AttemptCount.WINDOW))))
        .mapEmpty();
  }

  /** Updates them one after the other, in order. */
  private Future<List<AttemptCount>> lock(
      SqlConnection connection, List<Subject> subjects, List<AttemptCount> locked) {
    return locked.size() == subjects.size()
        ? Future.succeededFuture(locked)
        : lock(connection, subjects.get(locked.size()))
            .compose(
                count -> {
                  locked.add(count);
                  return lock(connection, subjects, locked);
                });
  }

  private Future<AttemptCount> lock(SqlConnection connection, Subject subject) {
    Instant now = clock.instant();
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.of(subject.hash(), utc(now), subject.account()))
        .compose(inserted -> connection.preparedQuery(LOCK).execute(Tuple.of(subject.hash())))
        .compose(
            rows ->
                rows.size() == 0 // a concurrent success has deleted it
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
      AttemptCount next = counts.get(i).withAttempt(now, subjects.get(i).limit());
      Instant until = next.waitUntil();
      updates.add(
          Tuple.of(
              subjects.get(i).hash(),
              next.failures(),
              utc(next.lastAt()),
              until == null ? null : utc(until)));
    }
    return connection.preparedQuery(UPDATE).executeBatch(updates).mapEmpty();
  }

  private static Future<Void> takeBack(SqlClient client, List<Subject> subjects) {
    return subjects.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(TAKE_BACK)
            .executeBatch(subjects.stream().map(subject -> Tuple.of(subject.hash())).toList())
            .mapEmpty();
  }

  private static AttemptCount count(Row row) {
    return new AttemptCount(
        row.getInteger("failures"),
        DbTimestamps.of(row, "last_at"),
        DbTimestamps.orNull(row, "wait_until"));
  }
}
