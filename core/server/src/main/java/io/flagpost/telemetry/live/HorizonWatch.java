package io.flagpost.telemetry.live;

import io.flagpost.telemetry.query.CommitHorizon;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every now and then how far records and later verdicts are complete, for all listeners of
 * this node together, and only while there is one. Any thread.
 */
final class HorizonWatch {
  private static final Logger LOG = LoggerFactory.getLogger(HorizonWatch.class);

  private final Vertx vertx;
  private final CommitHorizon records;
  private final CommitHorizon verdicts;
  private final Duration period;

  // Guarded by this.
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private long timer;
  private boolean asking;
  private boolean failing;

  /** One that wants to know; two of the same are told twice. */
  private static final class Listener {
    private final Consumer<LivePosition> told;

    Listener(Consumer<LivePosition> told) {
      this.told = told;
    }
  }

  HorizonWatch(Vertx vertx, CommitHorizon records, CommitHorizon verdicts, Duration period) {
    this.vertx = vertx;
    this.records = records;
    this.verdicts = verdicts;
    this.period = period;
  }

  /** Asks once. */
  Future<LivePosition> now() {
    Future<Long> recordId = records.find();
    Future<Long> verdictId = verdicts.find();
    return Future.all(recordId, verdictId)
        .map(both -> new LivePosition(recordId.result(), verdictId.result()));
  }

  /**
   * Tells somebody from now on, once in each period, whether it moved or not; not while nobody can
   * tell.
   *
   * @param told called on any thread; must not block
   * @return ends it
   */
  synchronized Runnable listen(Consumer<LivePosition> told) {
    Listener listener = new Listener(told);
    listeners.add(listener);
    if (listeners.size() == 1) {
      timer = vertx.setPeriodic(period.toMillis(), id -> ask());
    }
    return () -> forget(listener);
  }

  /** How many are told. */
  synchronized int listeners() {
    return listeners.size();
  }

  private synchronized void forget(Listener listener) {
    if (listeners.remove(listener) && listeners.isEmpty()) {
      vertx.cancelTimer(timer);
    }
  }

  private void ask() {
    synchronized (this) {
      if (asking) {
        return; // inserts under way are being waited for
      }
      asking = true;
    }
    now()
        .onComplete(
            found -> {
              List<Listener> waiting = noted(found);
              if (found.succeeded()) {
                waiting.forEach(listener -> listener.told.accept(found.result()));
              }
            });
  }

  private synchronized List<Listener> noted(AsyncResult<LivePosition> found) {
    asking = false;
    if (found.failed() && !failing) {
      LOG.warn("Live events are held up: {}", found.cause().toString());
    } else if (found.succeeded() && failing) {
      LOG.info("Live events go on");
    }
    failing = found.failed();
    return List.copyOf(listeners);
  }
}
