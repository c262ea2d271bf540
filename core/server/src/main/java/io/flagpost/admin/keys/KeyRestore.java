package io.flagpost.admin.keys;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.signing.KeyBackup.Restorable;
import io.flagpost.signing.KeyRecord;
import io.flagpost.signing.KeyState;
import io.flagpost.signing.SigningKeyTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Restores keys from a backup, all missing ones or none. An existing key is left unchanged, so
 * restoring is idempotent.
 */
final class KeyRestore {
  private static final String MISSING_PRODUCTS =
      "SELECT id FROM unnest($1::bigint[]) AS id WHERE id NOT IN (SELECT id FROM product)";

  /** The keys that were restored, and those that existed. */
  record Restored(List<String> restored, List<String> present) {}

  private final SigningKeyTable table;
  private final KeyLifeCycle lifeCycle;
  private final KeySettings settings;

  KeyRestore(SigningKeyTable table, KeyLifeCycle lifeCycle, KeySettings settings) {
    this.table = table;
    this.lifeCycle = lifeCycle;
    this.settings = settings;
  }

  /**
   * Restores the keys.
   *
   * @param replaceOpen whether a key that signs without an end is replaced by one of the backup
   *     that does so, too
   */
  Future<Change<Restored>> restore(
      SqlConnection connection, List<Restorable> keys, boolean replaceOpen) {
    Restored outcome = new Restored(new ArrayList<>(), new ArrayList<>());
    List<AuditEvent> events = new ArrayList<>();
    Future<Void> done = table.lock(connection).compose(locked -> requireProducts(connection, keys));
    for (Restorable key : keys) {
      done =
          done.compose(last -> table.find(connection, key.key().keyId()))
              .compose(
                  found -> {
                    if (found.isPresent()) {
                      outcome.present().add(key.key().keyId());
                      return Future.succeededFuture();
                    }
                    outcome.restored().add(key.key().keyId());
                    return put(connection, key, replaceOpen)
                        .onSuccess(events::addAll)
                        .<Void>mapEmpty();
                  });
    }
    return done.map(restored -> new Change<>(outcome, events));
  }

  private Future<List<AuditEvent>> put(
      SqlConnection connection, Restorable restorable, boolean replaceOpen) {
    KeyRecord key = restorable.key();
    return OwnersKeys.read(table, connection, key.productId(), lifeCycle.now())
        .compose(
            keys ->
                giveWay(keys, key, replaceOpen)
                    .compose(done -> table.insert(connection, key, restorable.material()))
                    .compose(
                        done -> {
                          keys.added(key, "restore");
                          return keys.changes();
                        }));
  }

  private Future<Void> giveWay(OwnersKeys keys, KeyRecord restored, boolean replaceOpen) {
    KeyRecord there = keys.open().orElse(null);
    if (there == null || !restored.isOpen()) {
      return Future.succeededFuture();
    }
    if (!replaceOpen) {
      return KeyLifeCycle.refused(
          Problem.conflict(
              String.format(
                  Locale.ROOT,
                  "Key %s signs where %s of the backup did; set replace_open to replace it",
                  there.keyId(),
                  restored.keyId())));
    }
    return there.state(keys.now()) == KeyState.PENDING
        ? keys.withdraw(there, false)
        : keys.end(List.of(there), keys.now(), keys.now().plus(settings.retireAfter()), "succeed");
  }

  private static Future<Void> requireProducts(SqlConnection connection, List<Restorable> keys) {
    Long[] products =
        keys.stream()
            .map(key -> key.key().productId())
            .filter(Objects::nonNull)
            .distinct()
            .toArray(Long[]::new);
    return connection
        .preparedQuery(MISSING_PRODUCTS)
        .execute(Tuple.tuple().addArrayOfLong(products))
        .compose(
            rows -> {
              TreeSet<Long> missing = new TreeSet<>();
              rows.forEach(row -> missing.add(row.getLong(0)));
              return missing.isEmpty()
                  ? Future.succeededFuture()
                  : Future.failedFuture(
                      new ProblemException(
                          Problem.unprocessable(
                              String.format(
                                  Locale.ROOT,
                                  "Create the products %s first: the backup contains keys of theirs",
                                  missing),
                              List.of(
                                  new FieldError(
                                      "document", "contains keys of unknown products")))));
            });
  }
}
