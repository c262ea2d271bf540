package io.flagpost.registry;

import com.github.benmanes.caffeine.cache.Ticker;
import io.flagpost.platform.refresh.Refresher;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.registry.ReferenceLoader.Loaded;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The registry in PostgreSQL, as one node holds it: read again every refresh interval, at every
 * announced change and whenever the listening connection was lost. Once open it works, from memory,
 * while PostgreSQL is away. Thread-safe.
 */
public final class PgRegistry implements Registry {
  /** Data that could not be read anew for so many intervals are stale. */
  private static final int STALE_AFTER_INTERVALS = 3;

  private final Vertx vertx;
  private final Clock clock;
  private final RegistrySettings settings;
  private final Refresher<Loaded> refresher;
  private final PgLookups lookups;
  private final ChangeListener listener;
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private final ApiKeyUsage usage;
  private volatile long refreshTimer = -1;

  private PgRegistry(
      Vertx vertx,
      Pool pool,
      PgConnectOptions listening,
      RegistrySettings settings,
      Clock clock,
      Ticker ticker,
      Loaded first) {
    this.vertx = vertx;
    this.clock = clock;
    this.settings = settings;
    this.refresher =
        new Refresher<>(
            "reference data",
            new ReferenceLoader(pool, clock)::load,
            settings.queryTimeout(),
            first);
    this.lookups = new PgLookups(pool, () -> refresher.get().snapshot(), settings, ticker);
    this.listener = new ChangeListener(vertx, listening, this::changed);
    this.usage = new ApiKeyUsage(vertx, pool, clock);
  }

  /**
   * A registry that has not read the database yet.
   *
   * @param pool serves all reading; stays the caller's to close
   * @param listening how to reach the same database for one more connection, which listens; it must
   *     not go through a pooler in transaction mode
   * @param clock tells when a snapshot was read and an API key used
   * @param first what it knows until {@link #start}
   */
  public static PgRegistry create(
      Vertx vertx,
      Pool pool,
      PgConnectOptions listening,
      RegistrySettings settings,
      Clock clock,
      RegistryTables first) {
    return create(vertx, pool, listening, settings, clock, Ticker.systemTicker(), first);
  }

  /** The same, with a clock of its own for what is cached. */
  static PgRegistry create(
      Vertx vertx,
      Pool pool,
      PgConnectOptions listening,
      RegistrySettings settings,
      Clock clock,
      Ticker ticker,
      RegistryTables first) {
    Loaded known = Loaded.of(first, Instant.EPOCH);
    return new PgRegistry(vertx, pool, listening, settings, clock, ticker, known);
  }

  /**
   * Reads the reference data and begins to follow their changes. Fails if they cannot be read, and
   * may be called again then; not being able to listen for changes is no failure.
   */
  public Future<Void> start() {
    return refresher.refresh().compose(read -> follow());
  }

  private Future<Void> follow() {
    usage.start();
    refreshTimer =
        vertx.setPeriodic(settings.refreshInterval().toMillis(), timer -> refresher.refresh());
    return listener
        .start()
        .timeout(settings.queryTimeout().toMillis(), TimeUnit.MILLISECONDS)
        // The listener has logged it and goes on trying; the interval stands in.
        .otherwiseEmpty();
  }

  @Override
  public void used(ApiKey apiKey) {
    usage.used(apiKey.id());
  }

  @Override
  public ReferenceData referenceData() {
    return refresher.get().snapshot();
  }

  /** The newest reference data, row by row. */
  public RegistryTables tables() {
    return refresher.get().tables();
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
   * Adds a listener that is called for every announced change, and whenever announcements may have
   * been missed.
   *
   * @param follower called on an event loop; must not block
   */
  public void whenChanged(Runnable follower) {
    followers.add(follower);
  }

  /**
   * Adds a listener that is called whenever the reference data were read, changed or not.
   *
   * @param follower called on an event loop; must not block
   */
  public void whenLoaded(Runnable follower) {
    refresher.whenLoaded(follower);
  }

  /** Whether the reference data were not read from the database, or not for long. */
  public boolean isStale() {
    Duration limit = settings.refreshInterval().multipliedBy(STALE_AFTER_INTERVALS);
    Instant loadedAt = refresher.get().snapshot().loadedAt();
    return loadedAt.isBefore(clock.instant().minus(limit));
  }

  /** How the registry is doing. */
  public RegistryState state() {
    return new RegistryState(
        refresher.get().snapshot().loadedAt(),
        refresher.reloads(),
        refresher.failedReloads(),
        lookups.licenseQueries(),
        lookups.activationQueries(),
        lookups.cacheHits(),
        lookups.cacheMisses(),
        lookups.areAvailable(),
        isStale());
  }

  private void changed() {
    refresh();
    followers.forEach(Runnable::run);
  }

  /**
   * Stops following changes, and saves which API keys were used; what is in memory can still be
   * read.
   */
  public Future<Void> close() {
    vertx.cancelTimer(refreshTimer);
    return usage.stop().compose(written -> listener.close());
  }
}
