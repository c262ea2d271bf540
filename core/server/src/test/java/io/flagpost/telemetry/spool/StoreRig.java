package io.flagpost.telemetry.spool;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;

import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A store with a spool behind it, for tests. */
final class StoreRig {
  /** Gives up after a moment, as the tests do not want to wait for it. */
  static final StoreSettings IMPATIENT =
      new StoreSettings(
          2,
          500,
          4 << 20,
          20_000,
          64 << 20,
          Duration.ofMillis(700),
          Duration.ofDays(7),
          2,
          Duration.ofMinutes(10));

  final Vertx vertx;
  final Spool spool;
  final PgTelemetryStore postgres;
  final SpoolingStore store;
  final AtomicInteger replays = new AtomicInteger();

  StoreRig(Vertx vertx, PgConnectOptions options, Path folder) {
    this(vertx, options, SpoolRig.settings(folder), IMPATIENT);
  }

  StoreRig(Vertx vertx, PgConnectOptions options, SpoolSettings spooling, StoreSettings storing) {
    this.vertx = vertx;
    this.spool = SpoolRig.open(vertx, spooling);
    this.postgres = await(TestStores.open(vertx, options, storing, Clock.systemUTC()));
    this.store = SpoolingStore.start(vertx, postgres, spool, SpoolRig.REPLAY);
    store.whenReplayed(replays::incrementAndGet);
  }

  void untilSpooled(int more) {
    long before = spool.spooledCount();
    until(vertx, () -> spool.spooledCount() >= before + more);
  }

  void untilReplayed() {
    until(vertx, () -> !store.isSpooling());
  }

  void close() {
    await(store.close());
  }
}
