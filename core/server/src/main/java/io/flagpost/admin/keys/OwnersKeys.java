package io.flagpost.admin.keys;

import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.signing.KeyRecord;
import io.flagpost.signing.KeyState;
import io.flagpost.signing.SigningKeyTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one owner within a transaction that changes some of them, and the changes. For one
 * transaction, with one current time.
 */
final class OwnersKeys {
  /**
   * A pending key that begins sooner than this cannot be withdrawn: a node that has not been
   * notified might already sign with it.
   */
  static final Duration TOO_LATE = Duration.ofMinutes(1);

  private final SigningKeyTable table;
  private final SqlConnection connection;
  private final @Nullable Long productId;
  private final Instant now;
  private final List<KeyRecord> keys;
  private final List<AuditEvent> events = new ArrayList<>();

  private OwnersKeys(
      SigningKeyTable table,
      SqlConnection connection,
      @Nullable Long productId,
      Instant now,
      List<KeyRecord> keys) {
    this.table = table;
    this.connection = connection;
    this.productId = productId;
    this.now = now;
    this.keys = new ArrayList<>(keys);
  }

  /** Reads them. The table must be locked. */
  static Future<OwnersKeys> read(
      SigningKeyTable table, SqlConnection connection, @Nullable Long productId, Instant now) {
    return table
        .ofOwner(connection, productId)
        .map(keys -> new OwnersKeys(table, connection, productId, now, keys));
  }

  Instant now() {
    return now;
  }

  boolean isGlobal() {
    return productId == null;
  }

  Optional<KeyRecord> pending() {
    return keys.stream().filter(key -> key.state(now) == KeyState.PENDING).findFirst();
  }

  Optional<KeyRecord> open() {
    return keys.stream().filter(KeyRecord::isOpen).findFirst();
  }

  boolean hasActive() {
    return keys.stream().anyMatch(key -> key.state(now) == KeyState.ACTIVE);
  }

  /** The keys that are active now and would still be active at the given moment. */
  List<KeyRecord> activeUntilAfter(Instant moment) {
    return keys.stream()
        .filter(key -> key.state(now) == KeyState.ACTIVE)
        .filter(key -> key.signUntil() == null || key.signUntil().isAfter(moment))
        .toList();
  }

  /** The keys that end at the moment when another one begins. */
  List<KeyRecord> endingAt(Instant moment) {
    return keys.stream().filter(key -> moment.equals(key.signUntil())).toList();
  }

  /**
   * Withdraws a pending key.
   *
   * @param atOnce whether to do it even if the key is about to begin
   */
  Future<Void> withdraw(KeyRecord key, boolean atOnce) {
    if (!atOnce && key.notBefore().isBefore(now.plus(TOO_LATE))) {
      return Future.failedFuture(
          new ProblemException(
              Problem.conflict(
                  String.format(
                      Locale.ROOT,
                      "Key %s begins to sign at %s, too soon to withdraw it",
                      key.keyId(),
                      key.notBefore()))));
    }
    events.add(KeyJson.event("withdraw", key, null, now));
    keys.remove(key);
    return table.delete(connection, key.keyId());
  }

  /**
   * Sets the ends of some keys.
   *
   * @param action its name in the audit log
   */
  Future<Void> end(
      List<KeyRecord> ended,
      @Nullable Instant signUntil,
      @Nullable Instant publishUntil,
      String action) {
    Future<Void> done = Future.succeededFuture();
    for (KeyRecord key : ended) {
      if (signUntil != null && !signUntil.isAfter(key.notBefore())) {
        return Future.failedFuture(
            new ProblemException(
                Problem.conflict(
                    String.format(
                        Locale.ROOT,
                        "Key %s begins to sign at %s: it cannot end at or before that",
                        key.keyId(),
                        key.notBefore()))));
      }
      KeyRecord after = key.ending(signUntil, publishUntil);
      events.add(KeyJson.event(action, key, after, now));
      keys.set(keys.indexOf(key), after);
      done = done.compose(last -> table.setEnds(connection, after));
    }
    return done;
  }

  /** Records an added key. */
  void added(KeyRecord key, String action) {
    events.add(KeyJson.event(action, null, key, now));
    keys.add(key);
  }

  /** The changes, provided that from now on a global key is active at every moment. */
  Future<List<AuditEvent>> changes() {
    Optional<Instant> gap = isGlobal() ? gap() : Optional.empty();
    return gap.isEmpty()
        ? Future.succeededFuture(List.copyOf(events))
        : Future.failedFuture(
            new ProblemException(
                Problem.conflict(
                    String.format(
                        Locale.ROOT,
                        "From %s on, no global key would sign. Create its successor first (rotate)",
                        gap.get()))));
  }

  /** The first moment without an active key. */
  private Optional<Instant> gap() {
    Instant covered = now;
    while (true) {
      Instant from = covered;
      List<KeyRecord> active =
          keys.stream()
              .filter(key -> !key.notBefore().isAfter(from))
              .filter(key -> key.signUntil() == null || key.signUntil().isAfter(from))
              .toList();
      if (active.isEmpty()) {
        return Optional.of(from);
      }
      KeyRecord last = active.get(0);
      if (last.signUntil() == null) {
        return Optional.empty();
      }
      covered = last.signUntil();
    }
  }
}
