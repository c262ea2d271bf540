package io.flagpost.statistics;

import io.flagpost.platform.database.Describe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares yesterday's counts with its records, once: on the node that counts, of which there is
 * one at a time. What is found is kept, so that the next node does not look again. Any thread.
 */
final class NightlyComparison {
  private static final Logger LOG = LoggerFactory.getLogger(NightlyComparison.class);
  private static final long NOT_COMPARED = -1;
  private static final int MOST_TOLD = 10;
  private static final Duration PAUSE = Duration.ofMinutes(10);

  /** What is replayed right after midnight is in. */
  private static final LocalTime NOT_BEFORE = LocalTime.of(0, 30);

  private static final String KNOWN = "SELECT differing FROM rollup_comparison WHERE day = $1";

  private static final String KEEP =
      """
      INSERT INTO rollup_comparison (day, compared_at, differing) VALUES ($1, $2, $3)
        ON CONFLICT (day) DO UPDATE
          SET compared_at = excluded.compared_at, differing = excluded.differing""";

  private final Vertx vertx;
  private final Pool pool;
  private final Comparison comparison;
  private final BooleanSupplier isMine;
  private final Clock clock;
  private long timer;
  private volatile long differing = NOT_COMPARED;
  private volatile boolean looking;

  /**
   * @param isMine whether this node is the one that counts
   */
  NightlyComparison(
      Vertx vertx, Pool pool, Comparison comparison, BooleanSupplier isMine, Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.comparison = comparison;
    this.isMine = isMine;
    this.clock = clock;
  }

  void start() {
    timer = vertx.setPeriodic(PAUSE.toMillis(), id -> lookIfIdle());
  }

  private void lookIfIdle() {
    if (!looking) {
      looking = true;
      look()
          .onFailure(e -> LOG.warn("Yesterday was not compared yet: {}", Describe.failure(e)))
          .onComplete(done -> looking = false);
    }
  }

  /** Compares yesterday, if this node is to and nobody did. */
  Future<Void> look() {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    if (!isMine.getAsBoolean()) {
      differing = NOT_COMPARED;
      return Future.succeededFuture();
    }
    if (now.toLocalTime().isBefore(NOT_BEFORE)) {
      return Future.succeededFuture();
    }
    LocalDate day = now.toLocalDate().minusDays(1);
    return pool.preparedQuery(KNOWN)
        .execute(Tuple.of(day))
        .compose(
            rows -> {
              if (rows.size() > 0) {
                differing = rows.iterator().next().getInteger("differing");
                return Future.succeededFuture();
              }
              return compare(day);
            });
  }

  private Future<Void> compare(LocalDate day) {
    return comparison.of(day).compose(found -> keep(day, found));
  }

  private Future<Void> keep(LocalDate day, List<Difference> found) {
    if (found.isEmpty()) {
      LOG.info("The statistics of {} are those of its records", day);
    } else {
      LOG.error(
          "The statistics of {} are not those of its records, in {} rows of tables; the first"
              + " ones: {}. A rebuild of the day mends them",
          day,
          found.size(),
          found.subList(0, Math.min(MOST_TOLD, found.size())));
    }
    differing = found.size();
    return pool.preparedQuery(KEEP)
        .execute(Tuple.of(day, clock.instant().atOffset(ZoneOffset.UTC), found.size()))
        .mapEmpty();
  }

  /** In how many counts yesterday differs; negative if this node does not know. */
  long differing() {
    return differing;
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
