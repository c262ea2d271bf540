package io.flagpost.telemetry.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A writer's connection, opened when needed and discarded at the first error. Used on one context
 * only.
 *
 * <p>It is the only one of a pool of its own, because closing a pool is what closes a connection
 * whose server is frozen: at once, without a message to the server, established or not.
 */
final class WriterConnection {
  /** A silent connection is closed, so that none is trusted that a firewall has forgotten. */
  private static final int IDLE_SECONDS = 60;

  /**
   * What each session needs, where this server knows the setting: durable commits even if the
   * database's default is otherwise, and an end to statements whose sender is gone.
   */
  private static final String PREPARE_SESSION =
      """
      SELECT set_config(s.name, w.wanted, false)
        FROM (VALUES ('statement_timeout', $1::text), ('transaction_timeout', $1),
                     ('idle_in_transaction_session_timeout', $1), ('synchronous_commit', 'on'))
             AS w(name, wanted)
        JOIN pg_settings s USING (name)
       WHERE s.name <> 'synchronous_commit' OR s.setting = 'off'""";

  private final Vertx vertx;
  private final String name;
  private final PgConnectOptions options;
  private final Duration commitTimeout;

  private @Nullable Pool pool;
  private @Nullable Future<SqlConnection> lent;
  private @Nullable Future<SqlConnection> connection;

  /**
   * @param name what it is called in the metrics; no other has it
   */
  WriterConnection(Vertx vertx, String name, PgConnectOptions options, Duration commitTimeout) {
    this.vertx = vertx;
    this.name = name;
    this.options =
        new PgConnectOptions(options)
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheSqlFilter(sql -> true); // its limit of 2,048 is below ours
    this.commitTimeout = commitTimeout;
  }

  /** Runs a statement, on a new connection if there is none. Without an answer in time it fails. */
  Future<RowSet<Row>> execute(String sql, Tuple parameters, long timeoutMillis) {
    return connected()
        .compose(connection -> connection.preparedQuery(sql).execute(parameters))
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  /** Closes the connection, whatever it is doing. The next statement opens a new one. */
  Future<Void> discard() {
    Pool discarded = pool;
    Future<SqlConnection> given = lent;
    pool = null;
    lent = null;
    connection = null;
    if (discarded == null || given == null) {
      return Future.succeededFuture();
    }
    Future<Void> closed = discarded.close();
    // Never given back, it would count as in use for ever: the meters outlive the pool.
    closed.onComplete(v -> given.onSuccess(SqlConnection::close));
    return closed;
  }

  private void forget(Pool closed) {
    if (closed == pool) {
      discard();
    }
  }

  private Future<SqlConnection> connected() {
    if (connection == null) {
      Pool opened =
          PgBuilder.pool()
              .using(vertx)
              .with(new PoolOptions().setMaxSize(1).setName(name))
              .with(new NetClientOptions().setIdleTimeout(IDLE_SECONDS).setTcpKeepAlive(true))
              .connectingTo(options)
              .build();
      pool = opened;
      Future<SqlConnection> opening = opened.getConnection();
      lent = opening;
      connection =
          opening
              .compose(made -> prepare(made, opened))
              // Whatever the reason, it is not the group's data.
              .recover(e -> Future.failedFuture(new StoreUnavailableException("No connection", e)));
    }
    return connection;
  }

  private Future<SqlConnection> prepare(SqlConnection made, Pool owner) {
    Context context = vertx.getOrCreateContext();
    made.closeHandler(closed -> context.runOnContext(v -> forget(owner)));
    // The server gives up before the client does, so that it never works for nobody.
    String serverTimeout = String.valueOf(commitTimeout.toMillis() * 3 / 4);
    return made.preparedQuery(PREPARE_SESSION).execute(Tuple.of(serverTimeout)).map(made);
  }
}
