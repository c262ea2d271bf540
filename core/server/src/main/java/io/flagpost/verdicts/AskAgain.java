package io.flagpost.verdicts;

import io.flagpost.telemetry.followup.Backoff;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes when undecided receipt checks want to be asked again.
 *
 * <p>The record does not wait for it: if a note is lost, because there are too many or PostgreSQL
 * is away, the check is asked after a minute like any other.
 */
final class AskAgain {
  private static final Logger LOG = LoggerFactory.getLogger(AskAgain.class);
  private static final int MOST_WAITING = 10_000;
  private static final int BATCH = 1_000;
  private static final long GATHER_MILLIS = 200;

  private final Vertx vertx;
  private final Context context;
  private final Pool pool;
  private final Backoff backoff = new Backoff(LOG, "Noting when to ask again", Duration.ZERO);
  private final Queue<Wish> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean armed = new AtomicBoolean();

  /**
   * @param recordId the record, which need not be stored yet
   * @param checkId the check
   * @param since when the check was asked
   * @param nextAt when to ask it again
   */
  record Wish(UUID recordId, String checkId, Instant since, Instant nextAt) {}

  AskAgain(Vertx vertx, Context context, Pool pool) {
    this.vertx = vertx;
    this.context = context;
    this.pool = pool;
  }

  /** Notes the undecided checks of a record. Any thread; never waits. */
  void note(UUID recordId, Instant receivedAt, Map<String, Duration> askAgainIn) {
    askAgainIn.forEach(
        (check, time) ->
            waiting.offer(new Wish(recordId, check, receivedAt, receivedAt.plus(time))));
    arm();
  }

  private void arm() {
    if (!waiting.isEmpty() && armed.compareAndSet(false, true)) {
      context.runOnContext(v -> vertx.setTimer(GATHER_MILLIS, timer -> write()));
    }
  }

  private void write() {
    List<Wish> batch = new ArrayList<>();
    Wish wish = waiting.poll();
    while (wish != null) {
      batch.add(wish);
      wish = batch.size() < BATCH ? waiting.poll() : null;
    }
    PendingTable.wish(pool, batch)
        .onSuccess(v -> backoff.succeeded())
        .onFailure(backoff::failed)
        .onComplete(
            done -> {
              armed.set(false);
              arm();
            });
  }
}
