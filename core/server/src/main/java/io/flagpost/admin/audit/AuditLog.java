package io.flagpost.admin.audit;

import io.flagpost.admin.api.Actor;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** Where changes are written down. */
public interface AuditLog {

  /**
   * Appends entries within the caller's transaction, as its last step: it holds the log's lock
   * until the end.
   *
   * @param address where the actor asked from; empty if on this machine
   */
  Future<Void> append(
      SqlConnection connection, Actor actor, String address, List<AuditEvent> events);
}
