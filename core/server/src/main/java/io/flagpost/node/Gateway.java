package io.flagpost.node;

import io.flagpost.admin.api.AdminListener;
import io.flagpost.admin.plugins.PluginModes;
import io.flagpost.node.config.Config;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.database.DatabaseException;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.platform.ops.Health;
import io.flagpost.platform.ops.PoolMeters;
import io.flagpost.platform.tls.TlsException;
import io.flagpost.platform.tls.TlsReloader;
import io.flagpost.platform.web.WatchfulTransport;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.PluginHost;
import io.flagpost.registry.DatabaseMode;
import io.flagpost.registry.DemoData;
import io.flagpost.registry.OtherModeException;
import io.flagpost.registry.PgRegistry;
import io.flagpost.registry.Registry;
import io.flagpost.signing.KeyRings;
import io.flagpost.signing.SignatureProvider;
import io.flagpost.telemetry.checks.ReceiptChecks;
import io.flagpost.telemetry.ingest.ContentHashes;
import io.flagpost.telemetry.ingest.TelemetryService;
import io.flagpost.telemetry.query.TelemetryReader;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.spool.Spool;
import io.flagpost.telemetry.spool.SpoolMeters;
import io.flagpost.telemetry.spool.SpoolingStore;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.verdicts.Verdicts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the composition root. Everything is made here, in the order in which it is started, and
 * stopped in reverse.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Clock CLOCK = Clock.systemUTC();
  private final Config config;
  private final Mode mode;
  private final ComponentSettings settings;
  private final ShutdownSteps started;
  private final Health health = new Health();
  private final long began = System.nanoTime();
  private final CompletableFuture<String> failed = new CompletableFuture<>();
  private final Thread hook = new Thread(this::stop, "shutdown");
  private final CompletableFuture<Void> serving = new CompletableFuture<>();
  private int adminPort;
  private volatile int httpPort;

  private Gateway(Config config, Mode mode) {
    this.config = config;
    this.mode = mode;
    this.settings = new ComponentSettings(config);
    this.started = new ShutdownSteps(config.shutdown().timeout());
  }

  /**
   * Starts a node and waits until it takes records, or for PostgreSQL to be there. Blocking.
   *
   * @throws StartException if it cannot start; what was started has been stopped again
   */
  public static Gateway start(Config config, Mode mode) {
    Gateway gateway = new Gateway(config, mode);
    Runtime.getRuntime().addShutdownHook(gateway.hook);
    try {
      gateway.boot();
      return gateway;
    } catch (DatabaseException | OtherModeException | KeyEncryptionException | TlsException e) {
      gateway.stop();
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      gateway.stop();
      throw e;
    }
  }

  private void boot() {
    BuildInfo build = BuildInfo.read();
    LOG.info(
        "Flagpost {} is starting in {} mode",
        build.version(),
        mode.name().toLowerCase(Locale.ROOT));

    Certificates certificates = new Certificates(config, CLOCK);
    NodeDatabase database = new NodeDatabase(config, started, failed::complete);
    database.claimDataFolder();
    KeyWrapping wrapping = new KeySources(config, mode, new SecureRandom()).load();
    database.start(build);
    DeferredStartup startup = database.startup();

    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Vertx vertx = startVertx(meters);
    GatewayMetrics metrics = openMetrics(vertx, meters, build);
    Pool pool = database.openLookupPool(vertx);
    startup.add("bringing the schema up to date", () -> database.migrate(pool));
    startup.add(
        mode == Mode.DEMO ? "seeding demo data" : "taking the database for production",
        () -> claim(pool));
    SignatureProvider provider = SignatureProvider.choose();
    ReferenceStartup reference =
        new ReferenceStartup(
            config,
            mode,
            settings,
            started,
            startup,
            vertx,
            pool,
            database.connectOptions(),
            wrapping,
            provider,
            CLOCK);
    reference.measure(metrics);
    KeyRings keys = reference.keys();
    PgRegistry registry = reference.registry();
    PluginModes modes = reference.modes();
    PluginHost plugins =
        new NodePlugins(config, mode, settings, started)
            .start(vertx, startup, pool, modes, metrics);
    registry.whenChanged(() -> NodePlugins.followModes(vertx, modes, plugins));
    ReceiptChecks checks = startChecks(vertx, registry, plugins);
    Verdicts verdicts =
        openVerdicts(vertx, database.connectOptions(), registry, plugins, startup, metrics);
    SpoolingStore store = openStore(vertx, database, startup, metrics);
    store.whenReplayed(verdicts::askPending);
    checks.whenUndecided(verdicts::askAgain);
    TelemetryReader reader = openReader(vertx, database.connectOptions(), verdicts);
    health.watch(database.probe(vertx, pool, startup), new SpoolHealth(store), registry::isStale);

    AdminServer administration =
        new AdminServer(
            config,
            settings,
            started,
            startup,
            vertx,
            database.openAdministrationPool(vertx),
            wrapping,
            provider,
            plugins,
            modes,
            verdicts,
            CLOCK);
    AdminListener admin = administration.open(health, metrics, certificates.admin());
    Listeners listeners = new Listeners(vertx, started);
    listeners.open(
        "admin", config.admin().host(), config.admin().port(), () -> admin.verticle(vertx), 1);
    adminPort = admin.port();

    TelemetryService service =
        new TelemetryService(
            registry,
            checks,
            store,
            new RecordIds(new SecureRandom()),
            new ContentHashes(vertx.createSharedWorkerExecutor("content-hash", 1)),
            CLOCK);
    PublicServer clients =
        new PublicServer(
            config,
            settings,
            started,
            vertx,
            registry,
            service,
            reader,
            keys,
            provider,
            metrics,
            certificates.http(),
            CLOCK);
    health.require(clients::isAlive);
    if (keys.areThere()) {
      letIn(clients, listeners);
    } else { // nothing can be answered without a key, not even a refusal
      LOG.warn("Nothing is accepted until PostgreSQL is there: this node knows no signing keys");
      startup.add("opening the public listener", () -> letIn(clients, listeners));
    }
    followCertificates(vertx, certificates);
    startup.begin();
    started.add("joining", startup::close);
  }

  /** There is no going on with a database of the other mode, however late it turns up. */
  private void claim(Pool pool) {
    try {
      Await.done(mode == Mode.DEMO ? DemoData.seed(pool) : DatabaseMode.claimForProduction(pool));
    } catch (OtherModeException e) {
      failed.complete(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void letIn(PublicServer clients, Listeners listeners) {
    httpPort = clients.open(listeners);
    health.accept();
    LOG.info(
        "Ready after {} ms, public listener on {}:{}, admin listener on {}:{}",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
        config.http().host(),
        httpPort,
        config.admin().host(),
        adminPort);
    serving.complete(null);
  }

  private GatewayMetrics openMetrics(Vertx vertx, PrometheusMeterRegistry meters, BuildInfo build) {
    GatewayMetrics metrics = new GatewayMetrics(vertx, meters, build);
    started.add("metrics", limit -> metrics.close());
    metrics.add(health);
    return metrics;
  }

  private void followCertificates(Vertx vertx, Certificates certificates) {
    TlsReloader reloader = certificates.reloader(vertx);
    reloader.start();
    started.add("certificates", limit -> Await.done(reloader.stop(), limit));
  }

  private Vertx startVertx(MeterRegistry meters) {
    // A context must not hold on to the class loader of a plugin that happened to call.
    Vertx vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setMetricsOptions(PoolMeters.options())
                    .setDisableTCCL(true)
                    .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                    .setMaxEventLoopExecuteTime(config.log().blockedAfter().toMillis())
                    .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                    .setBlockedThreadCheckInterval(
                        Math.max(5, config.log().blockedAfter().toMillis() / 4)))
            .withTransport(new WatchfulTransport())
            .withMetrics(new MicrometerMetricsFactory(meters))
            .build();
    started.add("Vert.x", limit -> Await.done(vertx.close(), limit));
    // Nor must an event loop's thread, which inherits from whoever gives it its first task.
    ((VertxInternal) vertx).eventLoopGroup().forEach(loop -> loop.execute(() -> {}));
    return vertx;
  }

  private ReceiptChecks startChecks(Vertx vertx, Registry registry, PluginHost plugins) {
    plugins.warmUp(
        () -> new CheckCatalog.Received(ReceiptChecks.warmUpRecord(CLOCK), registry.lookups()));
    health.note(() -> PluginStates.crashed(plugins.plugins()));
    ReceiptChecks checks = new ReceiptChecks(vertx, registry, plugins::catalog);
    Await.done(checks.warmUp(CLOCK));
    return checks;
  }

  private Verdicts openVerdicts(
      Vertx vertx,
      PgConnectOptions options,
      Registry registry,
      PluginHost plugins,
      DeferredStartup startup,
      GatewayMetrics metrics) {
    Verdicts verdicts =
        Verdicts.create(
            vertx, options, plugins::catalog, registry.lookups(), settings.verdicts(), CLOCK);
    started.add("verdicts", limit -> Await.done(verdicts.close(), limit));
    startup.add("beginning to judge stored records", () -> Await.done(verdicts.join()));
    metrics.addStoredChecks(verdicts::historyQueries, verdicts::lag);
    return verdicts;
  }

  private SpoolingStore openStore(
      Vertx vertx, NodeDatabase database, DeferredStartup startup, GatewayMetrics metrics) {
    Spool spool = Spool.open(vertx, settings.spool(), CLOCK);
    started.add("spool", limit -> Await.done(spool.close(), limit));
    PgTelemetryStore postgres =
        PgTelemetryStore.create(
            vertx,
            database.connectOptions(),
            database.maintenanceOptions(),
            settings.store(),
            CLOCK);
    startup.add("opening the store", () -> Await.done(postgres.join()));
    SpoolingStore store = SpoolingStore.start(vertx, postgres, spool, config.spool().replayRate());
    started.add("store", limit -> Await.done(store.close(), limit));
    metrics.add(postgres);
    SpoolMeters.bind(store, metrics.registry(), CLOCK);
    return store;
  }

  private TelemetryReader openReader(Vertx vertx, PgConnectOptions options, Verdicts verdicts) {
    TelemetryReader reader =
        TelemetryReader.open(vertx, options, verdicts::laterChecks, settings.reader());
    started.add("reader", limit -> Await.done(reader.close(), limit));
    return reader;
  }

  /**
   * Completes when the public listener is open: at once, but for a node that knows no signing keys
   * while PostgreSQL is away.
   */
  public CompletionStage<Void> serving() {
    return serving;
  }

  /** The port of the public listener, once it is {@link #serving}. */
  public int httpPort() {
    return httpPort;
  }

  /** The port of the admin listener. */
  public int adminPort() {
    return adminPort;
  }

  /** Completes with a reason when the node can no longer work. */
  public CompletionStage<String> failed() {
    return failed;
  }

  /**
   * Stops everything in reverse within {@code shutdown.timeout}; a node that serves goes on with it
   * for {@code shutdown.delay} before, and only says that it is not ready. Blocking, callable
   * often.
   */
  public void stop() {
    health.refuse();
    boolean serves = serving.isDone() && !failed.isDone();
    started.runAfter(serves ? config.shutdown().delay() : Duration.ZERO);
    if (Thread.currentThread() != hook) {
      forgetHook();
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      LOG.debug("The hook is running, with nothing left to stop");
    }
  }
}
