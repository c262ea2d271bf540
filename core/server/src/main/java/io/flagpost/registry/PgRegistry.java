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
 * The registry in PostgreSQL, as held by one node: read again every refresh interval, at every
 * announced change and whenever the listening connection was lost. Once open, it works from memory
 * while PostgreSQL is unreachable. Thread-safe.
 */
public final class PgRegistry implements Registry {
  /** After this many intervals without a successful read, the data are stale. */
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
   * Creates a registry without reading the database.
   *
   * @param pool serves all reads; the caller closes it
   * @param listening the options of a further connection to the same database, which listens; must
   *     not go through a pooler in transaction mode
   * @param clock dates snapshots and the use of API keys
   * @param first the data until {@link #start}
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
   * may then be called again; it does not fail if it cannot listen for changes.
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
        // The listener has logged it and keeps trying; the refresh interval covers the gap.
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
   * Forgets the cached look-ups and reads the reference data again. Completes once everything
   * committed before the call is in use; if the data cannot be read it fails, and the old data stay
   * in use.
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
   * Adds a listener that is called whenever the reference data have been read, changed or not.
   *
   * @param follower called on an event loop; must not block
   */
  public void whenLoaded(Runnable follower) {
    refresher.whenLoaded(follower);
  }

  /**
   * Whether the reference data have not been read from the database yet, or not for a long time.
   */
  public boolean isStale() {
    Duration limit = settings.refreshInterval().multipliedBy(STALE_AFTER_INTERVALS);
    Instant loadedAt = refresher.get().snapshot().loadedAt();
    return loadedAt.isBefore(clock.instant().minus(limit));
  }

  /** The state of the registry. */
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
   * Stops following changes, and saves when API keys were used; the data in memory can still be
   * read.
   */
  public Future<Void> close() {
    vertx.cancelTimer(refreshTimer);
    return usage.stop().compose(written -> listener.close());
  }
}
