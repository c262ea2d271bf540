package io.flagpost.audit;

import io.flagpost.admin.Actor;
import io.flagpost.registry.Registry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/**
 * The one way to change the gateway's own records: the change, its audit entries and the
 * announcement to every node are one transaction. Any thread; completes on the caller's context.
 */
public final class Changes {
  private static final String ANNOUNCE = "SELECT pg_notify($1, '')";

  private final Pool pool;
  private final AuditLog log;

  public Changes(Pool pool, AuditLog log) {
    this.pool = pool;
    this.log = log;
  }

  /**
   * Makes a change, or none of it.
   *
   * @param actor who changes
   * @param address where the actor asked from; empty if on this machine
   * @param work changes the records by this connection, and says what it changed; whatever it fails
   *     with, the result fails with
   */
  public <T> Future<T> make(
      Actor actor, String address, Function<SqlConnection, Future<Change<T>>> work) {
    return pool.withTransaction(
        connection ->
            work.apply(connection)
                .compose(
                    change -> record(connection, actor, address, change).map(change.result())));
  }

  private Future<Void> record(
      SqlConnection connection, Actor actor, String address, Change<?> change) {
    if (change.events().isEmpty()) {
      return Future.succeededFuture();
    }
    return log.append(connection, actor, address, change.events())
        .compose(
            written ->
                connection.preparedQuery(ANNOUNCE).execute(Tuple.of(Registry.CHANGES_CHANNEL)))
        .mapEmpty();
  }
}
