package io.flagpost.node;

import io.flagpost.admin.api.AdminListener;
import io.flagpost.node.config.Config;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.database.DatabaseException;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.platform.ops.Health;
import io.flagpost.platform.ops.HealthMeters;
import io.flagpost.platform.tls.TlsException;
import io.flagpost.platform.tls.TlsReloader;
import io.flagpost.plugin.host.PluginHost;
import io.flagpost.registry.OtherModeException;
import io.flagpost.signing.KeyRings;
import io.flagpost.signing.SignatureProvider;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the composition root. Everything is created here, in the order in which it starts, and
 * stopped in reverse.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Clock CLOCK = Clock.systemUTC();
  private final Config config;
  private final Mode mode;
  private final ShutdownSteps started;
  private final Health health = new Health();
  private final long began = System.nanoTime();
  private final CompletableFuture<String> failed = new CompletableFuture<>();
  private final Thread hook = new Thread(this::stop, "shutdown");
  private final CompletableFuture<Void> serving = new CompletableFuture<>();
  private int adminPort;
  private volatile int httpPort;
  private @Nullable DemoRecords demoRecords;

  private Gateway(Config config, Mode mode) {
    this.config = config;
    this.mode = mode;
    this.started = new ShutdownSteps(config.shutdown().timeout());
  }

  /**
   * Starts a node and waits until it accepts records, or waits for PostgreSQL. Blocking.
   *
   * @throws StartException if it cannot start; everything that was started has then been stopped
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
    } catch (RuntimeException | Error e) { // an Error: a library is missing, or does not fit
      gateway.stop();
      throw e;
    }
  }

  private void boot() {
    BuildInfo build = announce();
    Certificates certificates = new Certificates(config, CLOCK);
    NodeDatabase database = claimDataFolder();
    KeyWrapping wrapping = new KeySources(config, mode, new SecureRandom()).load();
    database.start(build);
    NodeContext node = startVertx(build);
    Pool pool = openDatabase(node, database);
    SignatureProvider provider = SignatureProvider.choose();
    ReferenceStartup reference =
        new ReferenceStartup(node, pool, database.connectOptions(), wrapping, provider);
    PluginHost plugins = new NodePlugins(node).start(pool, reference);
    TelemetryStartup telemetry =
        new TelemetryStartup(node, database, reference.registry(), plugins);
    health.watch(
        database.probe(node, pool),
        new SpoolHealth(telemetry.store()),
        reference.registry()::isStale);
    demoRecords =
        new DemoRecords(
            node, database, pool, reference.registry(), telemetry.checks(), telemetry::behind);
    Listeners listeners = new Listeners(node.vertx(), started);
    AdminServer admin =
        new AdminServer(
            node,
            database.openAdministrationPool(node.vertx()),
            wrapping,
            provider,
            plugins,
            reference.modes(),
            telemetry);
    openAdmin(node, admin.open(certificates.admin()), listeners);
    started.add("live streams", limit -> Await.done(admin.endStreams(), limit));
    PublicServer clients =
        new PublicServer(
            node, telemetry.backend(), reference.keys(), provider, certificates.http());
    openPublic(node, clients, listeners, reference.keys());
    followCertificates(node, certificates);
    connect(node);
  }

  private BuildInfo announce() {
    BuildInfo build = BuildInfo.read();
    LOG.info(
        "Flagpost {} is starting in {} mode",
        build.version(),
        mode.name().toLowerCase(Locale.ROOT));
    return build;
  }

  private NodeDatabase claimDataFolder() {
    NodeDatabase database = new NodeDatabase(config, started, failed::complete);
    database.claimDataFolder();
    return database;
  }

  private NodeContext startVertx(BuildInfo build) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Vertx vertx = NodeVertx.start(config.log().blockedAfter(), meters);
    started.add("Vert.x", limit -> Await.done(vertx.close(), limit));
    GatewayMetrics metrics = new GatewayMetrics(vertx, meters, build);
    started.add("metrics", limit -> metrics.close());
    HealthMeters.bind(health, meters);
    return new NodeContext(config, mode, CLOCK, vertx, metrics, health, started);
  }

  private static Pool openDatabase(NodeContext node, NodeDatabase database) {
    Pool pool = database.openLookupPool(node.vertx());
    database.prepare(node, pool);
    return pool;
  }

  private void openAdmin(NodeContext node, AdminListener admin, Listeners listeners) {
    Config.Admin given = config.admin();
    listeners.open("admin", given.host(), given.port(), () -> admin.verticle(node.vertx()), 1);
    adminPort = admin.port();
  }

  private void openPublic(
      NodeContext node, PublicServer clients, Listeners listeners, KeyRings keys) {
    health.require(clients::isAlive);
    if (keys.areThere()) {
      beginServing(clients, listeners);
    } else { // without a key nothing can be answered, not even a refusal
      LOG.warn("Nothing is accepted until PostgreSQL is there: this node knows no signing keys");
      node.startup().add("opening the public listener", () -> beginServing(clients, listeners));
    }
  }

  private void beginServing(PublicServer clients, Listeners listeners) {
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

  private static void followCertificates(NodeContext node, Certificates certificates) {
    TlsReloader reloader = certificates.reloader(node.vertx());
    reloader.start();
    node.started().add("certificates", limit -> Await.done(reloader.stop(), limit));
  }

  /** Starts the steps that were deferred because PostgreSQL was unreachable. */
  private static void connect(NodeContext node) {
    DeferredStartup startup = node.startup();
    startup.begin();
    node.started().add("joining", startup::close);
  }

  /**
   * Completes when the public listener is open: at once, unless the node has no signing keys and
   * PostgreSQL is unreachable.
   */
  public CompletionStage<Void> serving() {
    return serving;
  }

  /** Generates the records of a demo. */
  public DemoRecords demoRecords() {
    return Objects.requireNonNull(demoRecords, "it has not been started");
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
   * Stops everything in reverse within {@code shutdown.timeout}; before that, a serving node keeps
   * serving for {@code shutdown.delay}, and only reports that it is not ready. Blocking; may be
   * called several times.
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
