package io.flagpost.platform.database;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Pools for statements over the partitions of the records, with time limits. */
public final class RecordPools {
  private static final int IDLE_SECONDS = 60;

  private RecordPools() {}

  /**
   * Creates a pool, without connecting.
   *
   * @param options the connection options, with further properties of the caller
   * @param name its name in the metrics
   * @param size the largest number of connections
   * @param limit how long a statement, and the wait for a connection, may take
   */
  public static Pool create(
      Vertx vertx, PgConnectOptions options, String name, int size, Duration limit) {
    return PgBuilder.pool()
        .using(vertx)
        .with(
            new PoolOptions()
                .setName(name)
                .setMaxSize(size)
                .setConnectionTimeout((int) limit.toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
        .with(new NetClientOptions().setIdleTimeout(IDLE_SECONDS))
        .connectingTo(
            new PgConnectOptions(options)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheSqlFilter(sql -> true)
                .addProperty("statement_timeout", String.valueOf(limit.toMillis()))
                // The best index depends on the values, and so does the pruning of partitions.
                .addProperty("plan_cache_mode", "force_custom_plan"))
        .build();
  }
}
