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
 * Bounds the answers in memory: each takes memory from its first row until its last byte is
 * written. A caller without a permit waits in line. Thread-safe.
 */
final class AnswerPermits {
  private final Vertx vertx;
  private final int mostWaiting;
  private final long patienceMillis;
  private final Deque<Promise<Permit>> waiting = new ArrayDeque<>();
  private int free;

  /**
   * @param permits how many there are
   * @param mostWaiting how many callers may wait for one
   * @param patience how long each may wait
   */
  AnswerPermits(Vertx vertx, int permits, int mostWaiting, Duration patience) {
    this.vertx = vertx;
    this.free = permits;
    this.mostWaiting = mostWaiting;
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
    if (waiting.size() >= mostWaiting) {
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

  /** The permit of one answer, given back once however often it is closed. */
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
