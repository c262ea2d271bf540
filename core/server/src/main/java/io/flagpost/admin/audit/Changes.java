package io.flagpost.admin.audit;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.database.SqlFailure;
import io.flagpost.registry.Registry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;

/**
 * The one way to change the gateway's own records: the change, its audit entries and the
 * announcement to every node are one transaction. Any thread; completes on the caller's context.
 *
 * <p>The audit log's lock is the last that a transaction takes: its holder waits for nobody, so it
 * is never part of a deadlock. Two changes can still wait for each other's rows.
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
   * Makes a change completely or not at all. It is not retried automatically: {@code work} may read
   * from something that can be read only once, such as the body of a request.
   *
   * @param actor who changes
   * @param address the actor's address; empty if on this machine
   * @param work changes the records through this connection and returns what it changed; its
   *     failure is passed on
   * @return also fails if the change cannot be logged, and with a {@link ProblemException} of
   *     status 503 if it conflicts with another change
   */
  public <T> Future<T> make(
      Actor actor, String address, Function<SqlConnection, Future<Change<T>>> work) {
    return pool.withTransaction(
            connection ->
                Future.succeededFuture(connection)
                    .compose(work) // an exception that it throws becomes a failure, too
                    .compose(
                        change -> record(connection, actor, address, change).map(change.result())))
        .recover(Changes::refuse);
  }

  /**
   * Writes down what changes none of the records, so that no node has to hear of it and to read
   * them again.
   *
   * @param address the actor's address; empty if on this machine
   */
  public Future<Void> note(Actor actor, String address, List<AuditEvent> events) {
    return pool.withTransaction(connection -> log.append(connection, actor, address, events));
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

  private static <T> Future<T> refuse(Throwable failure) {
    if (SqlFailure.of(failure).isInTheWayOfOthers()) {
      return Future.failedFuture(
          new ProblemException(
              Problem.unavailable(
                  "Another change was in the way, and nothing was done; try again")));
    }
    return Future.failedFuture(failure);
  }
}
