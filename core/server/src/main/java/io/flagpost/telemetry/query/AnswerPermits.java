package io.flagpost.telemetry.query;

import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many answers may be made at once, because each takes memory from its first row until its last
 * byte has left. Whoever finds no permit waits in line. Thread-safe.
 */
final class AnswerPermits {
  private static final int MAX_WAITING = 1_000;

  private final Vertx vertx;
  private final long patienceMillis;
  private final Deque<Promise<Permit>> waiting = new ArrayDeque<>();
  private int free;

  AnswerPermits(Vertx vertx, int permits, Duration patience) {
    this.vertx = vertx;
    this.free = permits;
    this.patienceMillis = patience.toMillis();
  }

  /**
   * Takes a permit, now or as soon as one is given back.
   *
   * @return the permit, on any thread; fails with {@link StoreUnavailableException} if there is
   *     none in time
   */
  synchronized Future<Permit> take() {
    if (free > 0) {
      free--;
      return Future.succeededFuture(new Permit());
    }
    if (waiting.size() >= MAX_WAITING) {
      return Future.failedFuture(new StoreUnavailableException("Too many readers are waiting"));
    }
    Promise<Permit> turn = Promise.promise();
    waiting.addLast(turn);
    long timer = vertx.setTimer(patienceMillis, id -> giveUp(turn));
    return turn.future().onComplete(permit -> vertx.cancelTimer(timer));
  }

  private void giveUp(Promise<Permit> turn) {
    synchronized (this) {
      waiting.remove(turn);
    }
    turn.tryFail(new StoreUnavailableException("Other readers take too long"));
  }

  private void release() {
    Promise<Permit> next;
    do {
      synchronized (this) {
        next = waiting.pollFirst();
        if (next == null) {
          free++;
          return;
        }
      }
    } while (!next.tryComplete(new Permit()));
  }

  /** Room for one answer, given back once however often it is closed. */
  final class Permit implements AutoCloseable {
    private final AtomicBoolean closed = new AtomicBoolean();

    private Permit() {}

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release();
      }
    }
  }
}
