package io.flagpost.admin.identity;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.AuditLog;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what is written down. Any thread. */
final class RecordedAuditLog implements AuditLog {
  /** One event with who caused it. */
  record Entry(Actor actor, String address, AuditEvent event) {}

  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

  @Override
  public Future<Void> append(
      SqlConnection connection, Actor actor, String address, List<AuditEvent> events) {
    events.forEach(event -> entries.add(new Entry(actor, address, event)));
    return Future.succeededFuture();
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  List<String> actions() {
    return entries.stream().map(entry -> entry.event().action()).toList();
  }

  Entry last() {
    return entries().get(entries.size() - 1);
  }
}
