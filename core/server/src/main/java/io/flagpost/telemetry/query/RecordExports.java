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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins exports of records. They have connections of their own, so that they keep nobody waiting
 * who searches. Any thread; answers where the pool does.
 */
public final class RecordExports {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Pool pool;
  private final CommitHorizon horizon;
  private final Supplier<List<String>> laterChecks;
  private final Duration statementTimeout;

  private RecordExports(
      Pool pool,
      CommitHorizon horizon,
      Supplier<List<String>> laterChecks,
      Duration statementTimeout) {
    this.pool = pool;
    this.horizon = horizon;
    this.laterChecks = laterChecks;
    this.statementTimeout = statementTimeout;
  }

  /**
   * Makes them with connections of their own, which read only; they are opened when needed.
   *
   * @param laterChecks ids of the checks that come to a record after it was stored: until they do,
   *     they are pending; any thread
   */
  public static RecordExports open(
      Vertx vertx,
      PgConnectOptions options,
      Supplier<List<String>> laterChecks,
      SearchSettings settings) {
    Duration limit = settings.statementTimeout();
    Pool pool =
        TelemetryReader.pool(vertx, options, "record-export", settings.connections(), limit);
    CommitHorizon horizon =
        new CommitHorizon(
            vertx,
            TelemetryReader.pool(vertx, options, "record-export-horizon", 1, limit),
            settings.horizonPatience());
    return new RecordExports(pool, horizon, laterChecks, limit);
  }

  /**
   * Begins one.
   *
   * @param limit which records the caller may see, as {@code Reach} has it over {@code
   *     t.environment} and {@code t.known_product_id}
   * @param afterId only records with a higher id
   * @param upToId only records up to this one, which must have been told as the end of an export;
   *     null for all that there are now
   * @param size how much is read at once
   * @return fails with {@link StoreUnavailableException} if PostgreSQL does not answer in time,
   *     with {@link NotThereYetException} if ids up to there have not been given out
   */
  public Future<RecordExport> begin(
      SqlCondition limit,
      RecordFilter filter,
      long afterId,
      @Nullable Long upToId,
      RecordExport.ExportSize size) {
    return horizon
        .find()
        .map(
            highest -> {
              if (upToId != null && upToId > highest) {
                throw new NotThereYetException(upToId, highest);
              }
              long upTo = upToId == null ? highest : upToId;
              return new RecordExport(
                  this::query,
                  System::nanoTime,
                  new RecordQuery(limit, filter, SearchOrder.OLDEST_FIRST, laterChecks.get()),
                  new IdRange(Math.min(afterId, upTo), upTo),
                  size);
            });
  }

  /** There are no records yet with ids up to the one that was named. Expected. */
  public static final class NotThereYetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotThereYetException(long named, long highest) {
      super("The highest id is " + highest + ", and " + named + " was named", null, false, false);
    }
  }

  private Future<RowSet<Row>> query(Sql sql) {
    return sql.execute(pool)
        .timeout(statementTimeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return Future.join(pool.close(), horizon.close()).mapEmpty();
  }
}
