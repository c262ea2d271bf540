package io.flagpost.verdicts;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets one node at a time do the background work: an advisory lock of a session of its own, which
 * is lost with it. On one context.
 *
 * <p>It saves work, no more: a node that has lost the lock without knowing may go on for a moment,
 * so whoever writes has to make sure that nobody else was faster.
 */
final class NodeLock {
  /** Names the lock; any number that nobody else takes. */
  private static final long LOCK = 0x666C_6167_7063L;

  private static final long PATIENCE_SECONDS = 5;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private @Nullable PgConnection connection;
  private boolean held;

  // What began before the last one, or before it was given up, is of no use when it comes.
  private int attempt;

  private @Nullable Future<Boolean> asking;

  /**
   * @param options how to reach the database; not through a pooler in transaction mode
   */
  NodeLock(Vertx vertx, PgConnectOptions options) {
    this.vertx = vertx;
    this.options = new PgConnectOptions(options);
  }

  /** Whether this node is the one; tries to become it. Fails if the database is away. */
  Future<Boolean> hold() {
    Future<Boolean> before = asking;
    if (before != null) {
      return before;
    }
    Future<Boolean> answer =
        connected().compose(this::ask).timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    asking = answer;
    return answer.onComplete(
        done -> {
          asking = null;
          if (done.failed()) {
            drop();
          }
        });
  }

  /** Gives it up. */
  Future<Void> release() {
    PgConnection open = connection;
    attempt++;
    connection = null;
    held = false;
    return open == null ? Future.succeededFuture() : open.close();
  }

  private Future<PgConnection> connected() {
    PgConnection open = connection;
    if (open != null) {
      return Future.succeededFuture(open);
    }
    int mine = ++attempt;
    return PgConnection.connect(vertx, options)
        .compose(
            fresh -> {
              if (mine != attempt) {
                return fresh.close().transform(closed -> Future.failedFuture("It came too late"));
              }
              connection = fresh;
              fresh.closeHandler(
                  gone -> {
                    if (connection == fresh) {
                      connection = null;
                      held = false;
                    }
                  });
              return Future.succeededFuture(fresh);
            });
  }

  /** Also tells whether the session that holds the lock is still there. */
  private Future<Boolean> ask(PgConnection open) {
    String sql = held ? "SELECT $1::bigint > 0" : "SELECT pg_try_advisory_lock($1)";
    return open.preparedQuery(sql)
        .execute(Tuple.of(LOCK))
        .map(
            rows -> {
              held = rows.iterator().next().getBoolean(0);
              return held;
            });
  }

  private void drop() {
    PgConnection broken = connection;
    attempt++;
    connection = null;
    held = false;
    if (broken != null) {
      broken.close();
    }
  }
}
