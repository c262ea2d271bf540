package io.flagpost.node;

import io.flagpost.node.config.Config;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.database.DatabaseAccess;
import io.flagpost.platform.database.DatabaseProbe;
import io.flagpost.platform.database.EmbeddedDatabase;
import io.flagpost.platform.database.FolderLock;
import io.flagpost.platform.database.Schema;
import io.flagpost.platform.ops.BuildInfo;
import io.flagpost.registry.DatabaseMode;
import io.flagpost.registry.DemoData;
import io.flagpost.registry.OtherModeException;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's data folder and its PostgreSQL, external or embedded. Used while the node starts. */
final class NodeDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDatabase.class);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);
  private static final int POOL_QUEUE = 1_000;

  /** For interactive requests, scripts, and two imports and two exports at once. */
  private static final int ADMIN_CONNECTIONS = 8;

  private final Config config;
  private final ShutdownSteps started;
  private final Consumer<String> lost;
  private @Nullable DatabaseAccess access;

  /**
   * @param lost called with the reason if the database is lost for good, or belongs to the other
   *     mode
   */
  NodeDatabase(Config config, ShutdownSteps started, Consumer<String> lost) {
    this.config = config;
    this.started = started;
    this.lost = lost;
  }

  /** Locks the data folder for this node. */
  void claimDataFolder() {
    Path folder = config.data().dir();
    try {
      FolderLock lock = FolderLock.take(folder);
      started.add("data folder", limit -> lock.close());
    } catch (IOException e) {
      throw new StartException("data.dir " + folder + " cannot be used: " + e, e);
    }
  }

  /**
   * Starts it if it is the embedded one; from then on its connection settings are available.
   * Blocking.
   */
  void start(BuildInfo build) {
    Config.Database given = config.database();
    access = given.url().isEmbedded() ? startEmbedded(build) : given.access();
  }

  /** Migrates its schema and claims it for the node's mode, once it is reachable. Blocking. */
  void prepare(NodeContext node, Pool pool) {
    node.startup().add("bringing the schema up to date", () -> migrate(pool));
    boolean demo = node.mode() == Mode.DEMO;
    node.startup()
        .add(
            demo ? "seeding demo data" : "taking the database for production",
            () -> claim(pool, demo));
  }

  private void migrate(Pool pool) {
    if (!Await.done(Schema.isCurrent(pool))) {
      Schema.migrate(access());
    }
  }

  /** A node cannot continue with a database of the other mode, however late that is found out. */
  private void claim(Pool pool, boolean demo) {
    try {
      Await.done(demo ? DemoData.seed(pool) : DatabaseMode.claimForProduction(pool));
    } catch (OtherModeException e) {
      lost.accept(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private DatabaseAccess startEmbedded(BuildInfo build) {
    Path folder = config.data().dir().resolve("pg");
    EmbeddedDatabase embedded =
        EmbeddedDatabase.start(folder, build.postgresql(), new SecureRandom());
    started.add("embedded PostgreSQL", embedded::stop);
    CompletionStage<Void> unused =
        embedded
            .died()
            .thenRun(() -> lost.accept("The embedded PostgreSQL has died: see " + folder));
    LOG.info("Embedded PostgreSQL {} runs in {}", build.postgresql(), folder);
    return embedded.access();
  }

  /** The connection settings. */
  PgConnectOptions connectOptions() {
    return access().node().connectOptions();
  }

  /** The connection settings for maintenance. */
  PgConnectOptions maintenanceOptions() {
    return access().maintenance().connectOptions();
  }

  private DatabaseAccess access() {
    return Objects.requireNonNull(access, "it has not been started");
  }

  /** A pool for look-ups: fast statements, with cached plans. */
  Pool openLookupPool(Vertx vertx) {
    return openPool(vertx, "reference-data", config.database().poolSize(), connectOptions());
  }

  /**
   * A pool for administration. The best index for a filtered and sorted list depends on the values,
   * so plans are not cached.
   */
  Pool openAdministrationPool(Vertx vertx) {
    PgConnectOptions planned = connectOptions().addProperty("plan_cache_mode", "force_custom_plan");
    return openPool(vertx, "administration", ADMIN_CONNECTIONS, planned);
  }

  /** A statement may take no longer than the limit, unless it sets another one. */
  private Pool openPool(Vertx vertx, String name, int connections, PgConnectOptions options) {
    Pool pool =
        PgBuilder.pool()
            .using(vertx)
            .with(
                new PoolOptions()
                    .setName(name)
                    .setMaxSize(connections)
                    .setMaxWaitQueueSize(POOL_QUEUE))
            .connectingTo(
                options.addProperty(
                    "statement_timeout", String.valueOf(STATEMENT_TIMEOUT.toMillis())))
            .build();
    started.add(name + " connections", limit -> Await.done(pool.close(), limit));
    return pool;
  }

  /** Starts to check whether it answers, once it is reachable; supplies the newest result. */
  BooleanSupplier probe(NodeContext node, Pool pool) {
    DatabaseProbe probe = new DatabaseProbe(node.vertx(), pool);
    DeferredStartup startup = node.startup();
    startup.add("asking whether PostgreSQL answers", probe::start);
    started.add("database probe", limit -> probe.stop());
    return () -> startup.isDone() && probe.isReachable();
  }
}
