package io.flagpost.admin.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.kek.ReEncryptable;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Re-encrypts everything that is encrypted under an earlier key-encryption key under the one in
 * force. Any thread; completes on the caller's context.
 */
public final class ReEncryption {
  private static final Logger LOG = LoggerFactory.getLogger(ReEncryption.class);

  /** Nodes that start at the same time take turns; the second finds nothing to do. */
  private static final long LOCK = 0x666c_6167_6b65_6b73L;

  private final Changes changes;
  private final KeyWrapping wrapping;
  private final List<ReEncryptable> all;

  /**
   * @param all all secrets that are stored under the key-encryption key
   */
  public ReEncryption(Changes changes, KeyWrapping wrapping, List<? extends ReEncryptable> all) {
    this.changes = changes;
    this.wrapping = wrapping;
    this.all = List.copyOf(all);
  }

  /**
   * Re-encrypts in one transaction, if a previous key is configured.
   *
   * @return how many secrets were re-encrypted; fails with a {@link
   *     io.flagpost.platform.kek.KeyEncryptionException} if neither key opens one of them; then
   *     nothing is changed
   */
  public Future<Integer> run() {
    if (wrapping.ids().size() < 2) {
      return Future.succeededFuture(0);
    }
    return changes
        .make(Actor.gateway(), "", this::reEncryptAll)
        .onSuccess(
            count ->
                LOG.info(
                    "Re-encrypted {} secrets under the key-encryption key {}. When every node has"
                        + " it, remove keys.previous-kek",
                    count,
                    wrapping.currentId()));
  }

  private Future<Change<Integer>> reEncryptAll(SqlConnection connection) {
    Future<Integer> count =
        connection.preparedQuery("SELECT pg_advisory_xact_lock($1)").execute(Tuple.of(LOCK)).map(0);
    for (ReEncryptable one : all) {
      count = count.compose(before -> one.reEncrypt(connection, wrapping).map(now -> before + now));
    }
    return count.map(rows -> rows == 0 ? Change.none(rows) : Change.of(rows, event(rows)));
  }

  private AuditEvent event(int rows) {
    String before =
        wrapping.ids().stream()
            .filter(id -> !id.equals(wrapping.currentId()))
            .collect(Collectors.joining(","));
    return new AuditEvent(
        "kek.rewrap",
        "kek/" + wrapping.currentId(),
        JsonNodeFactory.instance.objectNode().put("kek_id", before),
        JsonNodeFactory.instance
            .objectNode()
            .put("kek_id", wrapping.currentId())
            .put("sealed", rows));
  }
}
