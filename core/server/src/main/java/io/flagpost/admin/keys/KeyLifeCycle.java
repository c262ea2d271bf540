package io.flagpost.admin.keys;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.Change;
import io.flagpost.platform.database.SqlFailure;
import io.flagpost.signing.KeyMaterial;
import io.flagpost.signing.KeyRecord;
import io.flagpost.signing.KeyState;
import io.flagpost.signing.SigningKeyTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The rules by which signing keys succeed each other, within the caller's transaction. Refusals are
 * {@link ProblemException}s.
 */
final class KeyLifeCycle {

  private final SigningKeyTable table;
  private final KeySettings settings;
  private final Clock clock;

  KeyLifeCycle(SigningKeyTable table, KeySettings settings, Clock clock) {
    this.table = table;
    this.settings = settings;
    this.clock = clock;
  }

  /** The current time, in PostgreSQL's resolution. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Adds a key; the key before it signs until the new one begins.
   *
   * @param action its name in the audit log: {@code generate}, {@code rotate}, {@code import}
   */
  Future<Change<KeyRecord>> add(
      SqlConnection connection, Successor successor, KeyMaterial material, String action) {
    return table
        .lock(connection)
        .compose(locked -> table.find(connection, material.keyId()))
        .compose(
            present ->
                present.isPresent()
                    ? refused(
                        Problem.conflict(
                            String.format(
                                Locale.ROOT, "The key %s exists already", material.keyId()),
                            List.of(new FieldError("private_key", "exists already"))))
                    : OwnersKeys.read(table, connection, successor.productId(), now()))
        .compose(keys -> add(connection, keys, successor, material, action));
  }

  /** Retires a key, or withdraws it if it has not begun. The result is null if it was withdrawn. */
  Future<Change<Optional<KeyRecord>>> retire(SqlConnection connection, Retirement retirement) {
    return table
        .lock(connection)
        .compose(locked -> table.find(connection, retirement.keyId()))
        .compose(
            found -> {
              if (found.isEmpty()) {
                return refused(Problem.notFound("signing key " + retirement.keyId()));
              }
              KeyRecord key = found.get();
              long seen = retirement.revision().orElse(key.revision());
              if (seen != key.revision()) {
                return refused(Problem.stale(key.revision()));
              }
              return OwnersKeys.read(table, connection, key.productId(), now())
                  .compose(keys -> retire(keys, key, retirement));
            });
  }

  private Future<Change<KeyRecord>> add(
      SqlConnection connection,
      OwnersKeys keys,
      Successor successor,
      KeyMaterial material,
      String action) {
    Instant now = keys.now();
    Instant begin = begin(keys, successor, now);
    if (begin.isBefore(now)) {
      return refused(Problem.invalid("not_before", "must not be in the past"));
    }
    Instant publishUntil =
        begin.plus(Objects.requireNonNullElse(successor.overlap(), settings.retireAfter()));
    KeyRecord key =
        new KeyRecord(
            material.keyId(),
            successor.productId(),
            successor.algorithm(),
            material.publicKey(),
            now,
            begin,
            null,
            null,
            1);
    return makeWay(keys, successor, begin, publishUntil)
        .compose(done -> table.insert(connection, key, material))
        .recover(failure -> Future.failedFuture(explained(failure)))
        .compose(
            done -> {
              keys.added(key, action);
              return keys.changes();
            })
        .map(events -> new Change<>(key, events));
  }

  /** A product's first key waits, too: until now its clients have seen the global one. */
  private Instant begin(OwnersKeys keys, Successor successor, Instant now) {
    if (successor.notBefore() != null) {
      return successor.notBefore();
    }
    if (successor.activateIn() != null) {
      return now.plus(successor.activateIn());
    }
    return keys.isGlobal() && !keys.hasActive() ? now : now.plus(settings.publishLead());
  }

  private Future<Void> makeWay(
      OwnersKeys keys, Successor successor, Instant begin, Instant publishUntil) {
    KeyRecord pending = keys.pending().orElse(null);
    if (pending == null) {
      return keys.end(keys.activeUntilAfter(begin), begin, publishUntil, "succeed");
    }
    if (!successor.replacePending()) {
      return refused(
          Problem.conflict(
              String.format(
                  Locale.ROOT,
                  "Key %s is waiting to sign from %s on; set replace_pending to withdraw it",
                  pending.keyId(),
                  pending.notBefore())));
    }
    List<KeyRecord> before = keys.endingAt(pending.notBefore());
    return keys.withdraw(pending, false)
        .compose(done -> keys.end(before, begin, publishUntil, "succeed"));
  }

  private Future<Change<Optional<KeyRecord>>> retire(
      OwnersKeys keys, KeyRecord key, Retirement retirement) {
    KeyState state = key.state(keys.now());
    if (state == KeyState.PENDING) {
      return withdraw(keys, key, retirement);
    }
    if (state == KeyState.RETIRED || (state == KeyState.RETIRING && !retirement.compromised())) {
      return refused(
          Problem.conflict("The key no longer signs; it is published until " + key.publishUntil()));
    }
    Instant now = keys.now();
    Instant wanted = Objects.requireNonNullElse(retirement.at(), now);
    if (wanted.isBefore(now)) {
      return refused(Problem.invalid("at", "must not be in the past"));
    }
    // Retiring a key that is to end, or has ended, does not extend it.
    Instant end = key.signUntil();
    Instant signUntil = end != null && end.isBefore(wanted) ? end : wanted;
    Duration overlap = Objects.requireNonNullElse(retirement.overlap(), settings.retireAfter());
    Instant publishUntil = retirement.compromised() ? now : signUntil.plus(overlap);
    return keys.end(List.of(key), signUntil, publishUntil, "retire")
        .compose(done -> keys.changes())
        .map(events -> new Change<>(Optional.of(key.ending(signUntil, publishUntil)), events));
  }

  /** The key before it continues as if there had been no successor. */
  private Future<Change<Optional<KeyRecord>>> withdraw(
      OwnersKeys keys, KeyRecord key, Retirement retirement) {
    if (retirement.at() != null) {
      return refused(Problem.invalid("at", "is for keys that sign; this one is withdrawn now"));
    }
    List<KeyRecord> before = keys.endingAt(key.notBefore());
    return keys.withdraw(key, retirement.compromised())
        .compose(done -> keys.end(before, null, null, "resume"))
        .compose(done -> keys.changes())
        .map(events -> new Change<>(Optional.empty(), events));
  }

  private static Throwable explained(Throwable failure) {
    return SqlFailure.of(failure).isForeignKeyViolation()
        ? new ProblemException(
            Problem.unprocessable(
                "There is no such product",
                List.of(new FieldError("product_id", "does not exist"))))
        : failure;
  }

  static <T> Future<T> refused(Problem problem) {
    return Future.failedFuture(new ProblemException(problem));
  }
}
