package io.flagpost.statistics;

import io.flagpost.platform.database.RecordPools;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.followup.Follower;
import io.flagpost.telemetry.query.CommitHorizon;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Counts of what was received, by hour and day. Any thread.
 *
 * <p>It has its own connections for reading; what it writes, it writes in the transactions of what
 * follows records.
 */
public final class Statistics {
  private static final int CONNECTIONS = 2;
  private static final int READERS = 4;
  private static final Duration READING_LIMIT = Duration.ofSeconds(5);
  private static final int DISCONNECT_SECONDS = 1;
  private static final Duration HORIZON_PATIENCE = Duration.ofSeconds(3);

  private final Pool pool;
  private final Pool horizonPool;
  private final Pool readPool;
  private final OverviewReader overviews;
  private final TopReader tops;
  private final RollupFollower follower;
  private final Comparison comparison;
  private final Rebuild rebuild;
  private final Vertx vertx;
  private final PgConnectOptions options;
  private final Clock clock;
  private @Nullable NightlyComparison nightly;

  private Statistics(
      Vertx vertx,
      PgConnectOptions options,
      StatisticsSettings settings,
      RandomGenerator random,
      Clock clock) {
    this.vertx = vertx;
    this.options = options;
    this.clock = clock;
    this.pool =
        RecordPools.create(vertx, options, "statistics", CONNECTIONS, settings.statementTimeout());
    this.horizonPool =
        RecordPools.create(vertx, options, "statistics-horizon", 1, settings.statementTimeout());
    this.readPool =
        RecordPools.create(
            vertx, forShortStatements(options), "statistics-reading", READERS, READING_LIMIT);
    this.overviews = new OverviewReader(readPool);
    this.tops = new TopReader(readPool);
    StoredRecords records =
        new StoredRecords(pool, new CommitHorizon(vertx, horizonPool, HORIZON_PATIENCE));
    VerdictMoves verdicts =
        new VerdictMoves(
            pool, records, CommitHorizon.ofVerdicts(vertx, horizonPool, HORIZON_PATIENCE));
    this.follower =
        new RollupFollower(
            pool, verdicts, new RollupWriter(random, settings.mostNames()), settings);
    this.comparison = new Comparison(pool);
    this.rebuild =
        new Rebuild(
            vertx,
            options,
            records,
            verdicts,
            () -> new RollupWriter(random, settings.mostNames()));
  }

  /** Without what takes longer to begin than these statements take. */
  private static PgConnectOptions forShortStatements(PgConnectOptions options) {
    return new PgConnectOptions(options)
        .addProperty("jit", "off")
        .addProperty("max_parallel_workers_per_gather", "0");
  }

  /**
   * One that does nothing until its {@link #follower} is called; without connecting.
   *
   * @param options how to reach the database
   * @param random decides which of two names that senders made up is counted apart; need not be
   *     secure
   * @param clock the time that the age of records is told by
   */
  public static Statistics create(
      Vertx vertx,
      PgConnectOptions options,
      StatisticsSettings settings,
      RandomGenerator random,
      Clock clock) {
    return new Statistics(vertx, options, settings, random, clock);
  }

  /** What counts records, to be started with what else follows them. */
  public Follower follower() {
    return follower;
  }

  /**
   * Begins to compare each day's counts with its records on the next one, on the node that counts.
   *
   * @param isMine whether this node is that one
   */
  public void compareNightly(BooleanSupplier isMine) {
    nightly = new NightlyComparison(vertx, pool, comparison, isMine, clock);
    nightly.start();
  }

  /**
   * What was received in a time. Reads counts alone, and those in one snapshot.
   *
   * @param within which of them are asked for, by their columns {@code r.environment} and {@code
   *     r.product}
   */
  public Future<Overview> overview(Overview.Wish wish, SqlCondition within) {
    return overviews.read(wish, within);
  }

  /**
   * Who stands out on the days that a time is of.
   *
   * @param within as for {@link #overview}
   * @param most how long each list is at most
   */
  public Future<TopLists> top(StatisticsRange range, SqlCondition within, int most) {
    return tops.read(range, within, most);
  }

  /** Where a day's counts are not those of its records; empty if all is well. */
  public Future<List<Difference>> compare(LocalDate day) {
    return comparison.of(day);
  }

  /**
   * Begins to make counts again, unless somebody does so already, on whichever node.
   *
   * @return fails with {@link RebuildRunningException}
   */
  public Future<Rebuilding> rebuild() {
    return Rebuilding.begin(vertx, options, rebuild);
  }

  /** In how many counts yesterday differs; negative if this node does not know. */
  long differing() {
    return nightly == null ? -1 : nightly.differing();
  }

  /** How many ids are followed and not written yet. */
  long unwritten() {
    return follower.unwritten();
  }

  /** How old the oldest record is that is followed and not written yet; zero if there is none. */
  Duration oldestUnwritten() {
    Instant oldest = follower.oldest();
    Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  long rows() {
    return follower.rows();
  }

  long failures() {
    return follower.failures();
  }

  /** Closes its connections; what follows records has to be stopped before. */
  public Future<Void> close() {
    if (nightly != null) {
      nightly.stop();
    }
    return Future.join(List.of(pool.close(), horizonPool.close(), readPool.close()))
        .timeout(DISCONNECT_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .mapEmpty();
  }
}
