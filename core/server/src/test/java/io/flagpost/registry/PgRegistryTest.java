package io.flagpost.registry;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.platform.refresh.Refresher;
import io.flagpost.plugin.v1.License;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PgRegistryTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration NEVER = Duration.ofDays(1);

  private final TestDatabase database = TestDatabase.create();
  private final ManualTicker ticker = new ManualTicker();
  private Vertx vertx;
  private CuttableProxy proxy;
  private PgConnectOptions options;
  private Pool pool;
  private final List<PgRegistry> opened = new ArrayList<>();

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

  @Test
  void theSnapshotHoldsWhatTheTablesHold() throws Exception {
    execute("INSERT INTO product (id, name) VALUES (7, 'Seven'), (9223372036854775807, 'Last')");
    execute("INSERT INTO product_version VALUES (7, '1.0'), (7, '1.0 beta')");
    execute(
        "INSERT INTO api_key (name, environment, expires_at, capabilities, allow_list, products, rate_limit) VALUES ('k', 'test', '2026-06-01 12:00:01+00', '{write}', '{10.0.0.0/8,2001:db8::/32}', '{7,8}', 5)");
    execute("INSERT INTO api_key_secret (key_hash, api_key_id) VALUES (sha256('secret'), 1)");
    execute(
        "INSERT INTO block_list (kind, network) VALUES ('network', '198.51.100.0/24'), ('network', '2001:db8::1')");
    execute("INSERT INTO block_list (kind, identifier) VALUES ('user', 'u'), ('activation', 'a')");

    PgRegistry registry = open(NEVER);
    ReferenceData data = registry.referenceData();

    assertThat(data.products()).containsExactlyInAnyOrder(7L, Long.MAX_VALUE);
    assertThat(data.hasVersion(7, "1.0 beta")).isTrue();
    assertThat(data.hasVersion(7, "1")).isFalse();
    ApiKey key = Objects.requireNonNull(data.apiKey("secret"));
    assertThat(key.environment()).isEqualTo("test");
    assertThat(key.capabilities()).containsExactly(Capability.WRITE);
    assertThat(key.allowList().contains("::ffff:10.1.2.3")).isTrue();
    assertThat(key.allowList().contains("2001:db8::5")).isTrue();
    assertThat(key.allowList().contains("11.1.2.3")).isFalse();
    assertThat(key.covers(8)).isTrue();
    assertThat(key.covers(9)).isFalse();
    assertThat(key.rateLimit()).isEqualTo(5);
    assertThat(data.isAddressBlocked("198.51.100.9")).isTrue();
    assertThat(data.isAddressBlocked("2001:db8::1")).isTrue();
    assertThat(data.isAddressBlocked("2001:db8::2")).isFalse();
    assertThat(data.isUserBlocked("u")).isTrue();
    assertThat(data.isUserBlocked("a")).isFalse();
    assertThat(data.isActivationBlocked("a")).isTrue();
    assertThat(registry.state().snapshotLoadedAt()).isEqualTo(NOW);

    RegistryTables tables = registry.tables();
    String text = tables.toJson().toString();
    assertThat(text).doesNotContain("secret");
    assertThat(RegistryTables.ofJson(new ObjectMapper().readTree(text))).isEqualTo(tables);
  }

  @Test
  void beforeItJoinsTheDatabaseItKnowsWhatItWasGivenAndIsStale() throws Exception {
    execute("INSERT INTO product (id, name) VALUES (7, 'Seven')");
    RegistryTables known = open(NEVER).tables();
    execute("INSERT INTO product (id, name) VALUES (8, 'Eight')");

    PgRegistry registry =
        PgRegistry.create(
            vertx, pool, options, settings(NEVER), Clock.fixed(NOW, ZoneOffset.UTC), known);
    opened.add(registry);

    assertThat(registry.referenceData().products()).containsExactly(7L);
    assertThat(registry.isStale()).isTrue();
    await(registry.start());
    assertThat(registry.referenceData().products()).containsExactlyInAnyOrder(7L, 8L);
    assertThat(registry.isStale()).isFalse();
  }

  @Test
  void anApiKeyIsUsableUntilTheMomentItExpires() throws Exception {
    execute(
        "INSERT INTO api_key (name, expires_at, capabilities) VALUES ('k', '2026-06-01 12:00:01+00', '{write}')");
    execute("INSERT INTO api_key_secret (key_hash, api_key_id) VALUES (sha256('secret'), 1)");
    ApiKey key = Objects.requireNonNull(open(NEVER).referenceData().apiKey("secret"));
    Clock atTheEnd = Clock.fixed(Instant.parse("2026-06-01T12:00:01Z"), ZoneOffset.UTC);

    assertThat(key.isUsableAt(NOW)).isTrue();
    assertThat(key.isUsableAt(atTheEnd.instant().minusNanos(1))).isTrue();
    assertThat(key.isUsableAt(atTheEnd.instant())).isFalse();
  }

  @Test
  void refreshingBringsWhatWasCommittedBefore() throws Exception {
    PgRegistry registry = open(NEVER);
    ReferenceData before = registry.referenceData();
    assertThat(license(registry, "late")).isEmpty();
    execute("INSERT INTO product (id, name) VALUES (1, 'One')");
    execute("INSERT INTO license (license_key, product_id) VALUES ('late', 1)");

    await(registry.refresh());

    assertThat(registry.referenceData().products()).containsExactly(1L);
    assertThat(before.products()).isEmpty();
    assertThat(license(registry, "late")).isPresent();
  }

  @Test
  void anAnnouncedChangeIsSeenLongBeforeTheNextRefresh() throws Exception {
    PgRegistry registry = open(NEVER);
    assertThat(license(registry, "late")).isEmpty();
    execute(
        "BEGIN; INSERT INTO product (id, name) VALUES (1, 'One');"
            + " INSERT INTO license (license_key, product_id) VALUES ('late', 1);"
            + " NOTIFY flagpost_registry; COMMIT");

    until(vertx, () -> registry.referenceData().products().contains(1L));

    assertThat(license(registry, "late")).isPresent();
  }

  @Test
  void aBurstOfAnnouncementsSharesItsReloads() throws Exception {
    PgRegistry registry = open(NEVER);
    long before = registry.state().reloads();

    List<Future<Void>> refreshed =
        IntStream.range(0, 500).mapToObj(i -> registry.refresh()).toList();

    await(Future.all(refreshed));
    assertThat(registry.state().reloads() - before).isBetween(1L, 20L);
  }

  @Test
  void aLookupUnderWayWhenAChangeIsAnnouncedIsAnsweredAndNotRemembered() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    var asked = registry.lookups().license(DemoData.LICENSE);

    await(registry.refresh());

    assertThat(await(asked)).isPresent();
    long queries = registry.state().licenseQueries();
    assertThat(license(registry, DemoData.LICENSE)).isPresent();
    assertThat(registry.state().licenseQueries()).isEqualTo(queries + 1);
  }

  @Test
  void anUnannouncedChangeIsSeenAfterTheRefreshInterval() throws Exception {
    PgRegistry registry = open(Duration.ofMillis(50));
    execute("INSERT INTO product (id, name) VALUES (1, 'One')");

    until(vertx, () -> registry.referenceData().products().contains(1L));
  }

  @Test
  void aTerminatedListenerConnectsAgainAndReloads() throws Exception {
    PgRegistry registry = open(NEVER);
    execute("INSERT INTO product (id, name) VALUES (1, 'One')");
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND query LIKE 'LISTEN%'");
    until(vertx, () -> registry.referenceData().products().contains(1L));

    execute("INSERT INTO product (id, name) VALUES (2, 'Two'); NOTIFY flagpost_registry");
    until(vertx, () -> registry.referenceData().products().contains(2L));
  }

  @Test
  void aThousandUnknownLicensesAtOnceTakeFewQueries() throws Exception {
    PgRegistry registry = open(NEVER);
    List<CompletionStage<Optional<License>>> asked = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      asked.add(registry.lookups().license("invented-" + i));
    }

    for (CompletionStage<Optional<License>> answer : asked) {
      assertThat(await(answer)).isEmpty();
    }
    assertThat(registry.state().licenseQueries()).isBetween(1L, 20L);
    long before = registry.state().licenseQueries();
    assertThat(license(registry, "invented-999")).isEmpty();
    assertThat(registry.state().licenseQueries()).isEqualTo(before);
  }

  @Test
  void oneBatchMayHoldEveryKindOfKey() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    String long255 = "\uD83D\uDE00".repeat(255);
    execute(
        "INSERT INTO license (license_key, product_id) VALUES ('" + long255 + "', 1), ('?', 1)");
    var known = registry.lookups().license(DemoData.LICENSE);
    var longest = registry.lookups().license(long255);
    var surrogate = registry.lookups().license("\uD800");
    var quoted = registry.lookups().license("{\"a\",NULL,'\\");
    var other = registry.lookups().activation(DemoData.LICENSE, DemoData.ACTIVATION);

    assertThat(await(known)).isPresent();
    assertThat(await(longest)).map(License::key).contains(long255);
    assertThat(await(surrogate)).isEmpty();
    assertThat(await(quoted)).isEmpty();
    assertThat(await(other)).isPresent();
  }

  @Test
  void whatNoColumnCanHoldIsUnknownWithoutAQuery() throws Exception {
    PgRegistry registry = open(NEVER);

    for (String key :
        List.of("", "x\0", "x".repeat(256), "\uD83D\uDE00".repeat(256), "x".repeat(1_000_000))) {
      assertThat(registry.lookups().license(key)).isCompletedWithValueMatching(Optional::isEmpty);
      assertThat(registry.lookups().activation("l", key))
          .isCompletedWithValueMatching(Optional::isEmpty);
      assertThat(registry.lookups().activation(key, "a"))
          .isCompletedWithValueMatching(Optional::isEmpty);
    }
    assertThat(registry.state().licenseQueries()).isZero();
    assertThat(registry.state().activationQueries()).isZero();
  }

  @Test
  void withTheDatabaseAwayMemoryAnswersAndTheRestFailsAtOnce() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    assertThat(license(registry, DemoData.LICENSE)).isPresent();

    proxy.cut();
    assertThat(failure(registry.lookups().license("unknown")))
        .isInstanceOf(LookupUnavailableException.class);

    assertThat(registry.lookups().license("another")).isCompletedExceptionally();
    assertThat(license(registry, DemoData.LICENSE)).isPresent();
    assertThat(registry.referenceData().apiKey(DemoData.API_KEY)).isNotNull();
    assertThat(registry.state().lookupsAvailable()).isFalse();
    assertThat(registry.state().licenseQueries()).isEqualTo(2);

    proxy.restore();
    // The pool may still hand out a connection that died with the others.
    until(
        vertx,
        () -> {
          ticker.advance(RegistrySettings.defaults().probeInterval());
          registry.lookups().license("unknown");
          return registry.state().lookupsAvailable();
        });
    assertThat(license(registry, "unknown")).isEmpty();
  }

  @Test
  void aDatabaseThatFallsSilentFailsLookupsAfterTheTimeout() throws Exception {
    PgRegistry registry = open(NEVER);

    proxy.fallSilent();

    assertThat(failure(registry.lookups().license("unknown")))
        .isInstanceOf(LookupUnavailableException.class);
    assertThat(registry.lookups().license("another")).isCompletedExceptionally();
  }

  @Test
  void anOutageKeepsTheOldSnapshotAndIsLoggedOnce() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Refresher.class);
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    try {
      proxy.cut();
      for (int i = 0; i < 3; i++) {
        assertThat(failure(registry.refresh().toCompletionStage())).isNotNull();
      }
      assertThat(registry.referenceData().products()).containsExactlyInAnyOrder(1L, 2L);
      proxy.restore();
      AtomicBoolean fresh = new AtomicBoolean();
      until(
          vertx,
          () -> {
            registry.refresh().onSuccess(done -> fresh.set(true));
            return fresh.get();
          });
    } finally {
      logger.setLevel(null);
      logger.detachAppender(log);
      logger.setLevel(null);
    }

    assertThat(log.list).extracting(ILoggingEvent::getLevel).startsWith(Level.WARN, Level.INFO);
    assertThat(registry.state().failedReloads()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aClosedPoolFailsLookupsAndRefreshesAndNothingElse() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    await(pool.close());

    for (int i = 0; i < 2; i++) {
      assertThat(failure(registry.refresh().toCompletionStage())).isNotNull();
      assertThat(failure(registry.lookups().license("unknown")))
          .isInstanceOf(LookupUnavailableException.class);
      ticker.advance(RegistrySettings.defaults().probeInterval());
    }
    assertThat(registry.referenceData().apiKey(DemoData.API_KEY)).isNotNull();
  }

  @Test
  void manyThreadsThatAskForTheSameLicensesShareTheirQueries() throws Exception {
    await(DemoData.seed(pool));
    execute(
        "INSERT INTO license (license_key, product_id)"
            + " SELECT 'license-' || n, 1 FROM generate_series(0, 499) n");
    PgRegistry registry = open(NEVER);

    var asked =
        IntStream.range(0, 8_000)
            .parallel()
            .mapToObj(i -> registry.lookups().license("license-" + i % 1_000))
            .toList();

    for (int i = 0; i < asked.size(); i++) {
      assertThat(await(asked.get(i)).isPresent()).isEqualTo(i % 1_000 < 500);
    }
    assertThat(registry.state().licenseQueries()).isLessThan(200);
  }

  @Test
  void withoutADatabaseItDoesNotOpen() {
    proxy.cut();

    assertThat(
            failure(
                TestRegistries.open(vertx, pool, options, settings(NEVER), Clock.systemUTC())
                    .toCompletionStage()))
        .isNotNull();
  }

  @Test
  void onceClosedItListensNoMore() throws Exception {
    PgRegistry registry = open(NEVER);
    await(registry.close());

    execute("INSERT INTO product (id, name) VALUES (1, 'One'); NOTIFY flagpost_registry");
    PgRegistry other = open(NEVER);
    execute("INSERT INTO product (id, name) VALUES (2, 'Two'); NOTIFY flagpost_registry");
    until(vertx, () -> other.referenceData().products().contains(2L));

    assertThat(registry.referenceData().products()).isEmpty();
  }

  private PgRegistry open(Duration refreshInterval) throws Exception {
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

  private static RegistrySettings settings(Duration refreshInterval) {
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

  private static Optional<License> license(PgRegistry registry, String key) throws Exception {
    return await(registry.lookups().license(key));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
