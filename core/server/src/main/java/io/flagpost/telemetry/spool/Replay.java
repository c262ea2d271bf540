package io.flagpost.telemetry.spool;

import io.flagpost.platform.database.Describe;
import io.flagpost.telemetry.store.NoPartitionException;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.UnstorableRecordException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts spooled records into PostgreSQL, the oldest first, one group at a time, at a limited
 * rate. While PostgreSQL is away, each attempt is also the probe that notices its return.
 *
 * <p>A record is removed from the spool only when it is known to be stored; one that was stored but
 * not removed is not stored twice. Runs on a context of its own.
 */
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final int LARGEST_GROUP = 500;
  private static final int GROUPS_PER_SECOND = 10;
  private static final long GROUP_BYTES = 4 << 20;
  private static final long LAST_GROUP_SECONDS = 2;

  /** How often a record is tried alone while PostgreSQL accepts others. */
  private static final int MOST_ATTEMPTS_ALONE = 3;

  private final Vertx vertx;
  private final Context context;
  private final PgTelemetryStore store;
  private final Spool spool;
  private final Outage outage;
  private final ReplaySettings settings;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong replayed = new AtomicLong();

  // On the context only.
  private boolean running;
  private boolean woken;
  private boolean replayedSome;
  private long timer;
  private long pauseMillis;
  private int largestGroup = LARGEST_GROUP;
  private int attemptsAlone;
  private @Nullable Promise<Void> stopped;

  private volatile double rate;

  Replay(Vertx vertx, PgTelemetryStore store, Spool spool, Outage outage, ReplaySettings settings) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.store = store;
    this.spool = spool;
    this.outage = outage;
    this.settings = settings;
    this.pauseMillis = settings.firstPause().toMillis();
  }

  /** Begins with the records that are there. */
  void start() {
    spool.opened().onComplete(done -> wake());
  }

  /** Calls a listener when nothing is left. Any thread. */
  void whenDone(Runnable action) {
    listeners.add(action);
  }

  /** There is something to replay. Any thread. */
  void wake() {
    context.runOnContext(
        v -> {
          woken = true;
          if (!running && stopped == null) {
            running = true;
            round();
          }
        });
  }

  /** Ends after the current group, for which it does not wait long. Any thread. */
  Future<Void> stop() {
    Promise<Void> promise = Promise.promise();
    context.runOnContext(
        v -> {
          stopped = promise;
          if (!running || vertx.cancelTimer(timer)) {
            promise.tryComplete();
          }
        });
    return promise.future().timeout(LAST_GROUP_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
  }

  long count() {
    return replayed.get();
  }

  double rate() {
    return rate;
  }

  private void round() {
    if (stopped != null) {
      stopped.tryComplete();
      return;
    }
    woken = false;
    long begin = System.nanoTime();
    oldest()
        .compose(group -> group.isEmpty() ? probe() : replay(group))
        .onSuccess(count -> next(count, begin))
        .onFailure(
            failure -> {
              LOG.debug("The replay goes on in {} ms: {}", pauseMillis, Describe.failure(failure));
              rate = 0;
              largestGroup = Math.max(1, largestGroup / 2); // it may have been too much at once
              again(pauseMillis);
              pauseMillis = Math.min(2 * pauseMillis, settings.longestPause().toMillis());
            });
  }

  private int groupSize() {
    return Math.max(1, Math.min(largestGroup, settings.perSecond() / GROUPS_PER_SECOND));
  }

  /** The next group; a spool that cannot be read does not keep PostgreSQL from being probed. */
  private Future<List<SpooledRecord>> oldest() {
    return spool
        .oldest(groupSize(), GROUP_BYTES)
        .recover(
            failure ->
                spool.state().usable()
                    ? Future.failedFuture(failure)
                    : Future.succeededFuture(List.of()));
  }

  /** Probes PostgreSQL when there is nothing to replay. */
  private Future<Integer> probe() {
    return outage.isKnown() ? store.probe().map(0) : Future.succeededFuture(0);
  }

  /** How many records of a group are done; fails if none is. */
  private Future<Integer> replay(List<SpooledRecord> group) {
    return store
        .writeApart(group.stream().map(SpooledRecord::request).toList())
        .compose(outcomes -> settle(group, outcomes))
        .onSuccess(count -> attemptsAlone = 0)
        .recover(
            failure -> group.size() == 1 ? setAside(group, failure) : Future.failedFuture(failure));
  }

  /**
   * A record on which PostgreSQL keeps failing while it accepts others must not block them for
   * ever: it stays in the spool, like a refused one.
   */
  private Future<Integer> setAside(List<SpooledRecord> alone, Throwable failure) {
    if (failure instanceof NoPartitionException) {
      return Future.failedFuture(failure); // nothing is wrong with it: its day will come
    }
    return store
        .probe()
        .compose(
            there -> {
              if (++attemptsAlone < MOST_ATTEMPTS_ALONE) {
                return Future.failedFuture(failure);
              }
              attemptsAlone = 0;
              outage.end();
              return refuse(alone, Describe.failure(failure)).map(alone.size());
            });
  }

  private Future<Void> refuse(List<SpooledRecord> records, String why) {
    LOG.error(
        "{} spooled records stay in the spool: PostgreSQL does not take them: {}",
        records.size(),
        why);
    return spool.refuse(records);
  }

  private Future<Integer> settle(List<SpooledRecord> group, List<Future<StoreOutcome>> outcomes) {
    List<SpooledRecord> stored = new ArrayList<>();
    List<SpooledRecord> refused = new ArrayList<>();
    Throwable refusal = null;
    Throwable failure = null;
    for (int i = 0; i < group.size(); i++) {
      Future<StoreOutcome> outcome = outcomes.get(i);
      if (outcome.succeeded()) {
        stored.add(group.get(i));
      } else if (outcome.cause() instanceof UnstorableRecordException) {
        refused.add(group.get(i));
        refusal = outcome.cause();
      } else {
        failure = outcome.cause();
      }
    }
    if (stored.isEmpty() && refused.isEmpty()) {
      return Future.failedFuture(failure);
    }
    outage.end();
    pauseMillis = settings.firstPause().toMillis();
    largestGroup = Math.min(LARGEST_GROUP, 2 * largestGroup);
    replayed.addAndGet(stored.size());
    return (refusal == null
            ? Future.<Void>succeededFuture()
            : refuse(refused, Describe.failure(refusal)))
        .compose(v -> spool.remove(stored))
        .map(stored.size() + refused.size());
  }

  private void next(int count, long beginNanos) {
    long taken = System.nanoTime() - beginNanos;
    if (count > 0) {
      replayedSome = true;
      long due = TimeUnit.SECONDS.toNanos(1) * count / settings.perSecond();
      rate = count * 1e9 / Math.max(due, taken);
      again(TimeUnit.NANOSECONDS.toMillis(due - taken));
      return;
    }
    rate = 0;
    outage.end();
    pauseMillis = settings.firstPause().toMillis();
    if (!spool.state().usable()) {
      again(settings.longestPause().toMillis()); // it may hold records, and be used again
      return;
    }
    if (replayedSome) {
      replayedSome = false;
      LOG.info("All that was in the spool is stored");
      listeners.forEach(Runnable::run);
    }
    if (woken) {
      again(0);
    } else {
      running = false;
      if (stopped != null) {
        stopped.tryComplete();
      }
    }
  }

  private void again(long millis) {
    if (millis <= 0) {
      round();
    } else {
      timer = vertx.setTimer(millis, id -> round());
    }
  }
}
