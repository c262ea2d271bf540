package io.flagpost.registry;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;

/** Registries that have joined their database, as nodes have them whose database is there. */
public final class TestRegistries {
  private TestRegistries() {}

  /** Makes one and joins it. */
  public static Future<PgRegistry> open(
      Vertx vertx, Pool pool, PgConnectOptions listening, RegistrySettings settings, Clock clock) {
    return open(vertx, pool, listening, settings, clock, Ticker.systemTicker());
  }

  static Future<PgRegistry> open(
      Vertx vertx,
      Pool pool,
      PgConnectOptions listening,
      RegistrySettings settings,
      Clock clock,
      Ticker ticker) {
    PgRegistry registry =
        PgRegistry.create(vertx, pool, listening, settings, clock, ticker, RegistryTables.EMPTY);
    return registry.start().map(registry);
  }
}
