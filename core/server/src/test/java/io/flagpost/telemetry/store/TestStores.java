package io.flagpost.telemetry.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Clock;

/** Stores that have started, as nodes have them whose database is there. */
public final class TestStores {
  private TestStores() {}

  /** Makes one on a migrated database, and starts it. */
  public static Future<PgTelemetryStore> open(
      Vertx vertx, PgConnectOptions options, StoreSettings settings, Clock clock) {
    PgTelemetryStore store = PgTelemetryStore.create(vertx, options, options, settings, clock);
    return store
        .start()
        .map(store)
        .recover(failure -> store.close().transform(closed -> Future.failedFuture(failure)));
  }
}
