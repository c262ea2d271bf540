package io.flagpost.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.registry.ApiKey;
import io.flagpost.store.StoreUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads records back: what an API key may see of them, in the order of their ids. */
public final class TelemetryReader {
  private static final int IDLE_SECONDS = 60;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Pool pool;
  private final CommitHorizon horizon;
  private final Duration timeout;

  /**
   * @param pool connections to the primary server, as {@link #pool} makes them
   * @param horizon how far a walk may go
   * @param statementTimeout the pool's
   */
  public TelemetryReader(Vertx vertx, Pool pool, CommitHorizon horizon, Duration statementTimeout) {
    this.vertx = vertx;
    this.pool = pool;
    this.horizon = horizon;
    this.timeout = statementTimeout.plus(GRACE);
  }

  /** Makes a reader with connections of its own; they are opened when needed. */
  public static TelemetryReader open(
      Vertx vertx, PgConnectOptions options, ReaderSettings settings) {
    Pool pool = pool(vertx, options, settings);
    CommitHorizon horizon =
        new CommitHorizon(
            vertx, pool(vertx, options, settings, "commit-horizon", 1), settings.horizonPatience());
    return new TelemetryReader(vertx, pool, horizon, settings.statementTimeout());
  }

  /** Connections that read only, and give up in time. */
  static Pool pool(Vertx vertx, PgConnectOptions options, ReaderSettings settings) {
    return pool(vertx, options, settings, "telemetry-reader", settings.connections());
  }

  private static Pool pool(
      Vertx vertx, PgConnectOptions options, ReaderSettings settings, String name, int size) {
    String statementTimeout = String.valueOf(settings.statementTimeout().toMillis());
    return PgBuilder.pool()
        .using(vertx)
        .with(
            new PoolOptions()
                .setName(name)
                .setMaxSize(size)
                .setConnectionTimeout((int) settings.statementTimeout().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
        .with(new NetClientOptions().setIdleTimeout(IDLE_SECONDS))
        .connectingTo(
            new PgConnectOptions(options)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheSqlFilter(sql -> true)
                .addProperty("statement_timeout", statementTimeout)
                .addProperty("default_transaction_read_only", "on")
                // Which index is right depends on the values, and partitions are left out by them.
                .addProperty("plan_cache_mode", "force_custom_plan"))
        .build();
  }

  /**
   * Reads one page. A walk, page after page by {@link Page#nextAfterId()}, sees every record once.
   *
   * @return the page, on the caller's context; fails with {@link StoreUnavailableException} if
   *     PostgreSQL does not answer in time
   */
  public Future<Page> read(ApiKey reader, ReadFilter filter) {
    Context caller = vertx.getOrCreateContext();
    Promise<Page> answer = Promise.promise();
    horizon
        .find()
        .compose(upTo -> query(new ReadQuery(reader, filter, upTo)))
        .map(rows -> page(rows, filter.limit()))
        .recover(e -> Future.failedFuture(unavailable(e)))
        .onComplete(page -> caller.runOnContext(v -> answer.handle(page)));
    return answer.future();
  }

  CommitHorizon horizon() {
    return horizon;
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return Future.join(pool.close(), horizon.close()).mapEmpty();
  }

  private Future<RowSet<Row>> query(ReadQuery query) {
    return pool.preparedQuery(query.sql())
        .execute(query.parameters())
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Page page(RowSet<Row> rows, int limit) {
    List<ObjectNode> records = new ArrayList<>();
    Long last = null;
    for (Row row : rows) {
      if (records.size() == limit) {
        return new Page(records, last);
      }
      records.add(RecordJson.of(row));
      last = row.getLong("id");
    }
    return new Page(records, null);
  }

  /** A server that is away or too slow is an expected outcome; a faulty query stays what it is. */
  private static Throwable unavailable(Throwable failure) {
    boolean expected =
        failure instanceof PgException answer
            ? !answer.getSqlState().startsWith("42")
            : failure instanceof VertxException || !(failure instanceof RuntimeException);
    return expected ? new StoreUnavailableException("Records could not be read", failure) : failure;
  }
}
