package io.flagpost.registry;

import static io.flagpost.testing.Futures.await;

import io.flagpost.plugin.v1.License;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database of its own for each test, behind a proxy that can be cut, and registries over it. */
abstract class PgRegistryFixture {
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  static final Duration NEVER = Duration.ofDays(1);

  final TestDatabase database = TestDatabase.create();
  final ManualTicker ticker = new ManualTicker();
  Vertx vertx;
  CuttableProxy proxy;
  PgConnectOptions options;
  Pool pool;
  final List<PgRegistry> opened = new ArrayList<>();

  @BeforeEach
  void connect() throws Exception {
    vertx = Vertx.vertx();
    PgConnectOptions direct = database.connectOptions();
    proxy = await(CuttableProxy.start(vertx, direct.getHost(), direct.getPort()));
    options = new PgConnectOptions(direct).setHost("127.0.0.1").setPort(proxy.port());
    pool = PgBuilder.pool().connectingTo(options).using(vertx).build();
  }

  @AfterEach
  void disconnect() throws Exception {
    for (PgRegistry registry : opened) {
      await(registry.close());
    }
    await(vertx.close());
  }

  PgRegistry open(Duration refreshInterval) throws Exception {
    PgRegistry registry =
        await(
            TestRegistries.open(
                vertx,
                pool,
                options,
                settings(refreshInterval),
                Clock.fixed(NOW, ZoneOffset.UTC),
                ticker));
    opened.add(registry);
    // Having connected, the listener refreshes too: from here on nothing is under way.
    await(registry.refresh());
    return registry;
  }

  static RegistrySettings settings(Duration refreshInterval) {
    RegistrySettings usual = RegistrySettings.defaults();
    return new RegistrySettings(
        refreshInterval,
        usual.lookupTtl(),
        usual.unknownTtl(),
        usual.knownCapacity(),
        usual.unknownCapacity(),
        usual.batchSize(),
        usual.maxWaiting(),
        usual.queryTimeout(),
        usual.probeInterval());
  }

  static Optional<License> license(PgRegistry registry, String key) throws Exception {
    return await(registry.lookups().license(key));
  }
}
