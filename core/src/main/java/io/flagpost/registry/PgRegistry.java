package io.flagpost.registry;

import com.github.benmanes.caffeine.cache.Ticker;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.refresh.Refresher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The registry in PostgreSQL, as one node holds it: read anew every refresh interval, at every
 * announced change and whenever the listening connection was lost. Once open it works, from memory,
 * while PostgreSQL is away. Thread-safe.
 */
public final class PgRegistry implements Registry {
  private final Vertx vertx;
  private final Refresher<RegistrySnapshot> refresher;
  private final PgLookups lookups;
  private final ChangeListener listener;
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private final ApiKeyUsage usage;
  private final long refreshTimer;

  private PgRegistry(
      Vertx vertx,
      Pool pool,
      PgConnectOptions listening,
      RegistrySettings settings,
      Clock clock,
      Ticker ticker,
      Refresher<RegistrySnapshot> refresher) {
    this.vertx = vertx;
    this.refresher = refresher;
    this.lookups = new PgLookups(pool, refresher, settings, ticker);
    this.listener = new ChangeListener(vertx, listening, this::changed);
    this.usage = new ApiKeyUsage(vertx, pool, clock);
    this.refreshTimer =
        vertx.setPeriodic(settings.refreshInterval().toMillis(), timer -> refresher.refresh());
  }

  /**
   * Reads the reference data for the first time and begins to follow its changes. Fails if it
   * cannot be read; not being able to listen for changes is no failure.
   *
   * @param pool serves all reading; stays the caller's to close
   * @param listening how to reach the same database for one more connection, which listens; it must
   *     not go through a pooler in transaction mode
   * @param clock tells when a snapshot was read and an API key used
   */
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
    SnapshotLoader loader = new SnapshotLoader(pool, clock);
    Duration limit = settings.queryTimeout();
    return loader
        .load()
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .map(first -> new Refresher<>("reference data", old -> loader.load(), limit, first))
        .map(held -> new PgRegistry(vertx, pool, listening, settings, clock, ticker, held))
        .compose(
            registry ->
                registry
                    .follow()
                    .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    // The listener has logged it and goes on trying; the interval stands in.
                    .otherwiseEmpty()
                    .map(registry));
  }

  private Future<Void> follow() {
    usage.start();
    return listener.start();
  }

  @Override
  public void used(ApiKey apiKey) {
    usage.used(apiKey.id());
  }

  @Override
  public ReferenceData referenceData() {
    return refresher.get();
  }

  @Override
  public Lookups lookups() {
    return lookups;
  }

  /**
   * Forgets the cached look-ups and reads the reference data anew. Done once everything committed
   * before the call is in use; fails, and the old data stays, if it cannot be read.
   */
  public Future<Void> refresh() {
    lookups.clear();
    return refresher.refresh();
  }

  /**
   * Has somebody else told of every change that is announced, and whenever announcements may have
   * been missed.
   *
   * @param follower called on an event loop; must not block
   */
  public void whenChanged(Runnable follower) {
    followers.add(follower);
  }

  /** How the registry is doing. */
  public RegistryMetrics metrics() {
    return new RegistryMetrics(
        refresher.get().loadedAt(),
        refresher.reloads(),
        refresher.failedReloads(),
        lookups.licenseQueries(),
        lookups.activationQueries(),
        lookups.areAvailable());
  }

  private void changed() {
    refresh();
    followers.forEach(Runnable::run);
  }

  /**
   * Stops following changes, and writes down which API keys were used; what is in memory can still
   * be read.
   */
  public Future<Void> close() {
    vertx.cancelTimer(refreshTimer);
    return usage.stop().compose(written -> listener.close());
  }
}
