package io.flagpost;

import io.flagpost.config.Config;
import io.flagpost.config.Mode;
import io.flagpost.database.DatabaseException;
import io.flagpost.database.DatabaseSettings;
import io.flagpost.database.EmbeddedDatabase;
import io.flagpost.database.Schema;
import io.flagpost.ops.AdminVerticle;
import io.flagpost.ops.BuildInfo;
import io.flagpost.ops.Health;
import io.flagpost.ops.HealthRoutes;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the composition root. Everything is made here, in the order in which it is started, and
 * stopped in reverse.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration STEP_LIMIT = Duration.ofMinutes(1);

  private final Config config;
  private final Mode mode;
  private final ShutdownSteps started;
  private final Health health = new Health();
  private final CompletableFuture<String> failed = new CompletableFuture<>();
  private final Thread hook = new Thread(this::stop, "shutdown");
  private int adminPort;

  private Gateway(Config config, Mode mode) {
    this.config = config;
    this.mode = mode;
    this.started = new ShutdownSteps(config.shutdown().timeout());
  }

  /**
   * Starts a node and waits until it takes records. Blocking.
   *
   * @throws StartException if it cannot start; what was started has been stopped again
   */
  public static Gateway start(Config config, Mode mode) {
    Gateway gateway = new Gateway(config, mode);
    Runtime.getRuntime().addShutdownHook(gateway.hook);
    try {
      gateway.boot();
      return gateway;
    } catch (DatabaseException e) {
      gateway.stop();
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      gateway.stop();
      throw e;
    }
  }

  private void boot() {
    long begin = System.nanoTime();
    BuildInfo build = BuildInfo.read();
    LOG.info("Flagpost {} is starting, {} mode", build.version(), mode);

    DatabaseSettings database = startDatabase(build);
    Schema.migrate(database.jdbcUrl(), database.user(), database.password());

    Vertx vertx = startVertx();

    AdminVerticle admin = new AdminVerticle(config.admin(), new HealthRoutes(health));
    listen(vertx, "admin", config.admin().host(), config.admin().port(), admin, 1);
    adminPort = admin.port();

    started.add("readiness", limit -> health.refuse());
    health.accept();
    LOG.info(
        "Ready after {} ms, admin listener on {}:{}",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
        config.admin().host(),
        adminPort);
  }

  private DatabaseSettings startDatabase(BuildInfo build) {
    Config.Database given = config.database();
    if (!given.url().isEmbedded()) {
      return DatabaseSettings.of(given.url(), given.user(), given.password().value());
    }
    Path folder = config.data().dir().resolve("pg");
    EmbeddedDatabase embedded =
        EmbeddedDatabase.start(folder, build.postgresql(), new SecureRandom());
    started.add("embedded PostgreSQL", embedded::stop);
    CompletionStage<Void> unused =
        embedded
            .died()
            .thenRun(() -> failed.complete("The embedded PostgreSQL has died: see " + folder));
    LOG.info("Embedded PostgreSQL {} runs in {}", build.postgresql(), folder);
    return embedded.settings();
  }

  private Vertx startVertx() {
    // A context must not hold on to the class loader of a plugin that happened to call.
    Vertx vertx = Vertx.vertx(new VertxOptions().setDisableTCCL(true));
    started.add("Vert.x", limit -> await(vertx.close(), limit));
    return vertx;
  }

  private void listen(
      Vertx vertx, String listener, String host, int port, Deployable verticle, int instances) {
    try {
      String id =
          await(
              vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances)),
              STEP_LIMIT);
      started.add(listener + " listener", limit -> await(vertx.undeploy(id), limit));
    } catch (TimeoutException e) {
      throw new StartException("The " + listener + " listener does not start", e);
    } catch (Exception e) {
      throw new StartException(explain(listener, host, port, e), e);
    }
  }

  private static String explain(String listener, String host, int port, Exception failure) {
    String place = host + ":" + port;
    if (failure instanceof BindException) {
      return "The %s listener cannot have %s (%s): set %s.port or %s.host"
          .formatted(listener, place, failure.getMessage(), listener, listener);
    }
    return "The " + listener + " listener does not start on " + place + ": " + failure;
  }

  private static <T> T await(Future<T> future, Duration limit) throws TimeoutException {
    return future.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The port of the admin listener. */
  public int adminPort() {
    return adminPort;
  }

  /** Completes with a reason when the node can no longer work. */
  public CompletionStage<String> failed() {
    return failed;
  }

  /** Stops everything in reverse within {@code shutdown.timeout}. Blocking, callable often. */
  public void stop() {
    started.run();
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
