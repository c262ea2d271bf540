package io.flagpost.admin.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.passwords.NewPassword;
import io.flagpost.platform.passwords.Secrecy;
import io.flagpost.signing.KeyBackup;
import io.flagpost.signing.SigningKeyTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Backs up all signing keys, encrypted under a passphrase, and restores them. */
final class BackupOperations {
  private final Pool pool;
  private final Changes changes;
  private final SigningKeyTable table;
  private final KeyRestore restore;
  private final KeyWork work;
  private final Clock clock;
  private final SecureRandom random;

  BackupOperations(
      Pool pool,
      Changes changes,
      SigningKeyTable table,
      KeyRestore restore,
      KeyWork work,
      Clock clock,
      SecureRandom random) {
    this.pool = pool;
    this.changes = changes;
    this.table = table;
    this.restore = restore;
    this.work = work;
    this.clock = clock;
    this.random = random;
  }

  Map<String, AdminOperation> operations() {
    return Map.of("backUpSigningKeys", this::backUp, "restoreSigningKeys", this::restore);
  }

  /** The backup is logged before the document is returned. */
  private Future<AdminAnswer> backUp(AdminRequest request) {
    String passphrase = request.requiredBody().path("passphrase").asText();
    return work.run(() -> NewPassword.weakness(passphrase, Secrecy.FILE, List.of()))
        .compose(
            weakness ->
                weakness.isEmpty()
                    ? KeyBackup.collect(table, pool)
                    : Future.failedFuture(
                        new ProblemException(Problem.invalid("passphrase", weakness.get()))))
        .compose(
            backup ->
                work.run(() -> backup.seal(passphrase, clock.instant(), random))
                    .compose(
                        document ->
                            changes.make(
                                request.requiredActor(),
                                request.address(),
                                connection ->
                                    Future.succeededFuture(Change.of(document, backedUp(backup))))))
        .map(document -> AdminAnswer.ok(document).with("Cache-Control", "no-store"));
  }

  private Future<AdminAnswer> restore(AdminRequest request) {
    JsonNode body = request.requiredBody();
    boolean replaceOpen = body.path("replace_open").asBoolean();
    return work.run(() -> KeyBackup.open(body.path("document"), body.path("passphrase").asText()))
        .compose(
            keys ->
                changes.make(
                    request.requiredActor(),
                    request.address(),
                    connection -> restore.restore(connection, keys, replaceOpen)))
        .map(
            outcome -> {
              ObjectNode answer = JsonNodeFactory.instance.objectNode();
              outcome.restored().forEach(answer.putArray("restored")::add);
              outcome.present().forEach(answer.putArray("present")::add);
              return AdminAnswer.ok(answer);
            });
  }

  private static AuditEvent backedUp(KeyBackup backup) {
    ObjectNode after = JsonNodeFactory.instance.objectNode();
    ArrayNode kids = after.putArray("kids");
    backup.keyIds().forEach(kids::add);
    return new AuditEvent("signing_key.backup", "signing_key", null, after);
  }
}
