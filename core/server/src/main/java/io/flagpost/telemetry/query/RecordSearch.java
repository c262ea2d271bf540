package io.flagpost.telemetry.query;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Finds records for people: by any filter, the newest or the oldest first, page by page. Any
 * thread.
 *
 * <p>What it may cost is bounded: each statement by the ids that it looks at, the rows that it
 * gives and a time limit; a page by an {@link AnswerBudget} and a time after which it says how far
 * it came; and how many search at once. Nothing above the commit horizon is shown, so that what
 * comes meanwhile is never missed by going on.
 *
 * <p>An export that goes on page after page and a stream that asks for what is new use it as well,
 * each with one of its own, so that they do not keep people waiting.
 */
public final class RecordSearch {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Pool pool;
  private final CommitHorizon horizon;
  private final Supplier<List<String>> laterChecks;
  private final SearchSettings settings;
  private final LongSupplier nanoTime;
  private final AnswerPermits permits;

  private RecordSearch(
      Vertx vertx,
      Pool pool,
      CommitHorizon horizon,
      Supplier<List<String>> laterChecks,
      SearchSettings settings,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.pool = pool;
    this.horizon = horizon;
    this.laterChecks = laterChecks;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.permits =
        new AnswerPermits(vertx, settings.connections(), settings.waiting(), settings.budget());
  }

  /**
   * Makes a search with connections of its own, which read only; they are opened when needed.
   *
   * @param name the pool's name in the metrics
   * @param laterChecks ids of the checks that come to a record after it was stored: until they do,
   *     they are pending; any thread
   */
  public static RecordSearch open(
      Vertx vertx,
      PgConnectOptions options,
      String name,
      Supplier<List<String>> laterChecks,
      SearchSettings settings) {
    return open(vertx, options, name, laterChecks, settings, System::nanoTime);
  }

  static RecordSearch open(
      Vertx vertx,
      PgConnectOptions options,
      String name,
      Supplier<List<String>> laterChecks,
      SearchSettings settings,
      LongSupplier nanoTime) {
    Duration limit = settings.statementTimeout();
    Pool pool = TelemetryReader.pool(vertx, options, name, settings.connections(), limit);
    CommitHorizon horizon =
        new CommitHorizon(
            vertx,
            TelemetryReader.pool(vertx, options, name + "-horizon", 1, limit),
            settings.horizonPatience());
    return new RecordSearch(vertx, pool, horizon, laterChecks, settings, nanoTime);
  }

  /**
   * Searches for one page. The next one begins beyond {@link RecordPage#searchedTo}: the pages of
   * one search have every record that meets the filter once, whatever comes meanwhile; a search for
   * the oldest first may be gone on with for ever.
   *
   * @param limit which records the caller may see, as {@code Reach} has it over {@code
   *     t.environment} and {@code t.known_product_id}
   * @param order the newest or the oldest first
   * @param beyond the id to begin beyond; {@link SearchOrder#beginning} for the first page
   * @param wanted how many records at most
   * @return the page, on the caller's context; fails with {@link StoreUnavailableException} if
   *     PostgreSQL does not answer in time or too many others search
   */
  public Future<RecordPage> page(
      SqlCondition limit, RecordFilter filter, SearchOrder order, long beyond, int wanted) {
    return admitted(
        () ->
            horizon
                .find()
                .map(upTo -> order.beyond(beyond, upTo))
                .compose(walk(limit, filter, order, wanted)::through));
  }

  /**
   * Reads something else about records, as one of those that search.
   *
   * @param reading gets a client whose statements read only, are planned for their values, and are
   *     ended after {@link SearchSettings#statementTimeout}
   * @return what it read, on the caller's context; fails as {@link #page} does
   */
  public <T> Future<T> read(Function<SqlClient, Future<T>> reading) {
    return admitted(() -> reading.apply(pool));
  }

  private <T> Future<T> admitted(Supplier<Future<T>> work) {
    return TelemetryReader.on(
        vertx.getOrCreateContext(),
        permits
            .take()
            .compose(
                permit ->
                    Future.succeededFuture()
                        .compose(begun -> work.get())
                        .onComplete(done -> permit.close()))
            .recover(failure -> Future.failedFuture(TelemetryReader.unavailable(failure))));
  }

  private RecordWalk walk(SqlCondition limit, RecordFilter filter, SearchOrder order, int wanted) {
    return new RecordWalk(
        this::query,
        nanoTime,
        new RecordQuery(limit, filter, order, laterChecks.get()),
        order,
        wanted,
        settings.budget());
  }

  private Future<RowSet<Row>> query(Sql sql) {
    return sql.execute(pool)
        .timeout(settings.statementTimeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return Future.join(pool.close(), horizon.close()).mapEmpty();
  }
}
