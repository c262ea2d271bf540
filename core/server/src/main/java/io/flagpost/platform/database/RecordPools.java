package io.flagpost.platform.database;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Connections for statements over the partitions of the records, which give up in time. */
public final class RecordPools {
  private static final int IDLE_SECONDS = 60;

  private RecordPools() {}

  /**
   * Makes a pool; nothing is connected yet.
   *
   * @param options how to reach the database, with properties of the caller's own
   * @param name what its metrics are called
   * @param size the most connections
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
                // Which index is right depends on the values, and partitions are left out by them.
                .addProperty("plan_cache_mode", "force_custom_plan"))
        .build();
  }
}
