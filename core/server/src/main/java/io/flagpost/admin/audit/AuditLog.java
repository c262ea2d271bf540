package io.flagpost.admin.audit;

import io.flagpost.admin.api.Actor;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** The log of changes. */
public interface AuditLog {

  /**
   * Appends entries within the caller's transaction. It must be the last step, because it holds the
   * log's lock until the end of the transaction.
   *
   * @param address the actor's address; empty if on this machine
   */
  Future<Void> append(
      SqlConnection connection, Actor actor, String address, List<AuditEvent> events);
}
