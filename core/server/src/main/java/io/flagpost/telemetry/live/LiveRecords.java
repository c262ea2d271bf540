package io.flagpost.telemetry.live;

import io.flagpost.platform.database.RecordPools;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.query.CommitHorizon;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.query.RecordNews;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What happens on all nodes, for those who listen to this one. Any thread.
 *
 * <p>It has its own connections, which are opened when somebody listens.
 */
public final class LiveRecords {
  private final HorizonWatch horizons;
  private final RecordNews news;
  private final LiveReader reader;
  private final Pool horizonPool;

  private LiveRecords(HorizonWatch horizons, RecordNews news, LiveReader reader, Pool horizonPool) {
    this.horizons = horizons;
    this.news = news;
    this.reader = reader;
    this.horizonPool = horizonPool;
  }

  /**
   * Makes one without connecting.
   *
   * @param options how to reach the database
   * @param laterChecks ids of the checks that come to a record after it was stored; any thread
   */
  public static LiveRecords open(
      Vertx vertx,
      PgConnectOptions options,
      Supplier<List<String>> laterChecks,
      LiveSettings settings) {
    Pool horizonPool =
        RecordPools.create(vertx, options, "live-horizon", 1, settings.statementTimeout());
    RecordNews news =
        RecordNews.open(
            vertx,
            options,
            "live",
            settings.connections(),
            laterChecks,
            settings.statementTimeout());
    HorizonWatch horizons =
        new HorizonWatch(
            vertx,
            new CommitHorizon(vertx, horizonPool, settings.horizonPatience()),
            CommitHorizon.ofVerdicts(vertx, horizonPool, settings.horizonPatience()),
            settings.period());
    return new LiveRecords(horizons, news, new LiveReader(news, settings), horizonPool);
  }

  /** Where one begins who wants to be told what happens from now on. */
  public Future<LivePosition> now() {
    return horizons.now();
  }

  /** Whether there was ever so much that somebody can have been told up to this position. */
  public Future<Boolean> wasReached(LivePosition position) {
    return news.wereDrawn(position.recordId(), position.verdictId());
  }

  /**
   * Tells somebody from now on, every few hundred milliseconds, up to where everything can be asked
   * for with {@link #next}; not while nobody can tell.
   *
   * @param told called on any thread; must not block
   * @return ends it
   */
  public Runnable listen(Consumer<LivePosition> told) {
    return horizons.listen(told);
  }

  /** How many are told. */
  public int listeners() {
    return horizons.listeners();
  }

  /**
   * What happened between two positions.
   *
   * @param upTo what {@link #listen} has told, and not behind {@code from}
   * @param limit which records the listener may see, as a condition on a row {@code t} of {@code
   *     telemetry}
   * @return the events, bounded in number and size, the newest records and verdicts among them, and
   *     before them how many were left out; it has reached {@code upTo}. Fails if PostgreSQL does
   *     not answer, and may be asked for again
   */
  public Future<LivePage> next(
      LivePosition from, LivePosition upTo, RecordFilter filter, SqlCondition limit) {
    return reader.next(from, upTo, filter, limit);
  }

  /** Closes its connections. */
  public Future<Void> close() {
    return Future.join(horizonPool.close(), news.close()).mapEmpty();
  }
}
