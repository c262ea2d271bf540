package io.flagpost.statistics;

import io.flagpost.statistics.VerdictMoves.Moves;
import io.flagpost.telemetry.followup.Follower;
import io.flagpost.telemetry.followup.Tenure;
import io.flagpost.telemetry.query.StoredRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the records that it follows. What it has not written yet are its states: they are added to
 * the tables in the transaction that moves its checkpoint, so that whatever is read again after a
 * failure is what no table has.
 *
 * <p>On one context, except for what meters ask.
 */
final class RollupFollower implements Follower {
  static final String NAME = "statistics";

  /** Changes where the tables' contents have to be made again. */
  private static final String LAYOUT = "2";

  /** All that there is. */
  private static final Duration WINDOW = Duration.ofDays(1_000 * 365L);

  /** So long at a time, since others wait for the same thread. */
  private static final long PART_NANOS = 5_000_000;

  private static final long UNKNOWN = -1;

  private final Pool pool;
  private final VerdictMoves verdicts;
  private final RollupWriter writer;
  private final StatisticsSettings settings;
  private final SourceNetworks networks = new SourceNetworks();
  private PartialSums sums = new PartialSums(networks);
  private long verdict = UNKNOWN;
  private long generation = UNKNOWN;
  private boolean moreVerdicts;
  private long settledAt = System.nanoTime();
  private volatile long followed;
  private volatile long written;
  private volatile @Nullable Instant oldest;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  /**
   * @param pool reads
   */
  RollupFollower(
      Pool pool, VerdictMoves verdicts, RollupWriter writer, StatisticsSettings settings) {
    this.pool = pool;
    this.verdicts = verdicts;
    this.writer = writer;
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int shards() {
    return 1;
  }

  @Override
  public String layout() {
    return LAYOUT;
  }

  @Override
  public Duration window() {
    return WINDOW;
  }

  @Override
  public boolean readsData() {
    return false;
  }

  @Override
  public Future<Followed> follow(Stretch stretch) {
    if (sums.isEmpty() && !stretch.records().isEmpty()) {
      written = stretch.records().get(0).id() - 1;
    }
    return add(sums, stretch.records().iterator())
        .map(
            v -> {
              oldest = sums.oldest();
              return new Followed(stretch.upTo(), Effect.NONE);
            });
  }

  /**
   * A part at a time.
   *
   * @param into thrown away with the stretch if shards are forgotten meanwhile
   */
  private static Future<Void> add(PartialSums into, Iterator<StoredRecord> rest) {
    long begun = System.nanoTime();
    while (rest.hasNext() && System.nanoTime() - begun < PART_NANOS) {
      into.add(rest.next());
    }
    Context context = Vertx.currentContext();
    if (!rest.hasNext() || context == null) {
      rest.forEachRemaining(into::add);
      return Future.succeededFuture();
    }
    Promise<Void> added = Promise.promise();
    context.runOnContext(v -> add(into, rest).onComplete(added));
    return added.future();
  }

  @Override
  public Future<Void> settle(Tenure tenure, long upTo, boolean last) {
    followed = upTo;
    if (!isDue(last)) {
      return Future.succeededFuture();
    }
    settledAt = System.nanoTime();
    return position()
        .compose(
            from -> verdicts.next(from, upTo).compose(moves -> write(tenure, upTo, from, moves)))
        .onFailure(failure -> failures.incrementAndGet());
  }

  private boolean isDue(boolean last) {
    return last
        || moreVerdicts
        || sums.rows() >= settings.mostRows()
        || System.nanoTime() - settledAt >= settings.interval().toNanos();
  }

  private Future<Long> position() {
    return verdict == UNKNOWN ? ProgressRow.verdict(pool) : Future.succeededFuture(verdict);
  }

  private Future<Void> write(Tenure tenure, long upTo, long from, Moves moves) {
    verdict = from;
    if (sums.isEmpty() && moves.upTo() == from && written == upTo) {
      return Future.succeededFuture();
    }
    PartialSums taken = sums;
    sums = new PartialSums(networks);
    return tenure
        .checkpoint(
            upTo,
            connection ->
                ProgressRow.advance(connection, from, moves.upTo(), taken.newest())
                    .compose(found -> write(connection, found, taken, moves)))
        .onSuccess(
            v -> {
              verdict = moves.upTo();
              moreVerdicts = moves.more();
              written = upTo;
              oldest = null;
            });
  }

  private Future<Void> write(SqlConnection connection, long found, PartialSums taken, Moves moves) {
    if (found != generation) {
      writer.forget();
      generation = found;
    }
    return writer.write(connection, taken, moves.moves()).onSuccess(rows::addAndGet).mapEmpty();
  }

  /** Its tables have no generations: days are made again one by one, by {@link Rebuild}. */
  @Override
  public void own(int shard, long generation) {}

  @Override
  public Future<Void> clear(SqlConnection connection, Set<Integer> shards) {
    return RollupTables.clear(connection).compose(v -> ProgressRow.beginAgain(connection));
  }

  @Override
  public void forget(Set<Integer> shards) {
    sums = new PartialSums(networks);
    verdict = UNKNOWN;
    generation = UNKNOWN;
    moreVerdicts = false;
    written = followed;
    oldest = null;
    writer.forget();
  }

  /** How many ids are followed and not written. Any thread. */
  long unwritten() {
    return Math.max(0, followed - written);
  }

  /**
   * When the oldest record was received that is followed and not written; null if there is none.
   */
  @Nullable Instant oldest() {
    return oldest;
  }

  /** How many rows were added to. Any thread. */
  long rows() {
    return rows.get();
  }

  /** How often adding to them failed. Any thread. */
  long failures() {
    return failures.get();
  }
}
