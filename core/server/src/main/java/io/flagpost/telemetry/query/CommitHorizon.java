package io.flagpost.telemetry.query;

import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id up to which a walk through a table may go: no row with a lower one can appear any
 * more.
 *
 * <p>Ids are drawn before they are committed, so that one may appear after a higher one. But
 * whoever inserts holds a lock on the table from before it draws an id until after its commit can
 * be seen. So: the highest id drawn; then whoever holds that lock; when all of those are gone, that
 * id is a horizon. See {@code docs/adr/0003-walk-horizon.md}.
 *
 * <p>Any thread; answers on the caller's context. Readers that come together share one look.
 */
public final class CommitHorizon {
  private static final long FIRST_POLL_MILLIS = 2;
  private static final long LONGEST_POLL_MILLIS = 20;
  private static final long UNKNOWN = -1;

  private static final String WRITERS =
      """
      SELECT coalesce(array_agg(DISTINCT virtualtransaction), '{}') AS writers FROM pg_locks
       WHERE locktype = 'relation' AND relation = '%s'::regclass AND mode = 'RowExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND granted""";

  /** One round trip, in this order: the id drawn last, then the transactions that may insert. */
  private static final String DRAWN =
      "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS id FROM %s; ";

  private final Vertx vertx;
  private final Pool pool;
  private final Duration patience;
  private final String look;
  private final String stillThere;

  private long known = UNKNOWN;
  private boolean looking;
  private @Nullable Promise<Long> next;

  /**
   * One of the records.
   *
   * @param pool a connection to the primary server, because a standby does not know its locks; not
   *     one that slow queries wait for, because every reader waits for the horizon
   * @param patience how long to wait for inserts under way before an earlier horizon has to do
   */
  public CommitHorizon(Vertx vertx, Pool pool, Duration patience) {
    this(vertx, pool, patience, "telemetry", "telemetry_id_seq");
  }

  /**
   * One of a table whose ids are drawn inside the insert, from a sequence that caches none.
   *
   * @param table its name
   * @param sequence the sequence's name
   */
  private CommitHorizon(Vertx vertx, Pool pool, Duration patience, String table, String sequence) {
    this.vertx = vertx;
    this.pool = pool;
    this.patience = patience;
    String writers = String.format(Locale.ROOT, WRITERS, table);
    this.look = String.format(Locale.ROOT, DRAWN, sequence) + writers;
    this.stillThere = writers + " AND virtualtransaction = ANY ($1::text[])";
  }

  /** One of the later verdicts; the parameters are those of the other. */
  public static CommitHorizon ofVerdicts(Vertx vertx, Pool pool, Duration patience) {
    return new CommitHorizon(vertx, pool, patience, "verdict", "verdict_verdict_id_seq");
  }

  /**
   * A horizon that covers every row whose commit was known before this call.
   *
   * @return the horizon, or an earlier one if inserts took longer than the patience; fails with
   *     {@link StoreUnavailableException} if there is no earlier one
   */
  public Future<Long> find() {
    Context caller = vertx.getOrCreateContext();
    Promise<Long> answer = Promise.promise();
    nextLook().onComplete(found -> caller.runOnContext(v -> answer.handle(found)));
    return answer.future();
  }

  /**
   * A look under way may have begun before the caller's record was there: only the next will do.
   */
  private synchronized Future<Long> nextLook() {
    if (next == null) {
      next = Promise.promise();
    }
    Future<Long> look = next.future();
    if (!looking) {
      lookForNext();
    }
    return look;
  }

  private synchronized void lookForNext() {
    Promise<Long> waiting = next;
    next = null;
    looking = waiting != null;
    if (waiting != null) {
      look()
          .onComplete(
              found -> {
                lookForNext();
                waiting.handle(found);
              });
    }
  }

  private Future<Long> look() {
    long deadline = System.nanoTime() + patience.toNanos();
    return pool.query(look)
        .execute()
        .compose(
            result -> {
              long drawn = result.iterator().next().getLong("id");
              return awaitGone(writers(result.next()), FIRST_POLL_MILLIS, deadline)
                  .compose(gone -> gone ? Future.succeededFuture(learn(drawn)) : fallBack());
            })
        .timeout(2 * patience.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            e ->
                Future.failedFuture(
                    new StoreUnavailableException("No horizon for reading could be found", e)));
  }

  private Future<Boolean> awaitGone(String[] writers, long pollMillis, long deadline) {
    if (writers.length == 0) {
      return Future.succeededFuture(true);
    }
    if (deadline - System.nanoTime() <= 0) {
      return Future.succeededFuture(false);
    }
    return vertx
        .timer(pollMillis, TimeUnit.MILLISECONDS)
        .compose(v -> pool.preparedQuery(stillThere).execute(Tuple.of(writers)))
        .compose(
            result ->
                awaitGone(
                    writers(result), Math.min(2 * pollMillis, LONGEST_POLL_MILLIS), deadline));
  }

  /** Closes its connection. */
  Future<Void> close() {
    return pool.close();
  }

  private static String[] writers(RowSet<Row> result) {
    return result.iterator().next().getArrayOfStrings("writers");
  }

  private synchronized long learn(long horizon) {
    known = Math.max(known, horizon);
    return known;
  }

  private synchronized Future<Long> fallBack() {
    return known == UNKNOWN
        ? Future.failedFuture(new StoreUnavailableException("Inserts under way take too long"))
        : Future.succeededFuture(known);
  }
}
