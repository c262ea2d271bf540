package io.flagpost.plugin.host;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends rounds whose time is up.
 *
 * <p>All rounds get the same time, so they run out in the order in which they came: one queue and
 * one timer do, where a timer for each would cost more than the checks.
 */
final class Deadlines {
  private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(1);

  private final Timer timer;
  private final Queue<Round> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean armed = new AtomicBoolean();
  private volatile boolean ended;

  Deadlines(Timer timer) {
    this.timer = timer;
  }

  void watch(Round round) {
    waiting.add(round);
    if (ended) {
      endAll();
    } else {
      arm();
    }
  }

  /** Ends every round, whatever time it has left, and from now on each that comes. */
  void endAll() {
    ended = true;
    for (Round round = waiting.poll(); round != null; round = waiting.poll()) {
      round.expire(timer.nanoTime());
    }
  }

  private void arm() {
    Round first = armed.get() ? null : waiting.peek();
    if (first != null && armed.compareAndSet(false, true)) {
      timer.after(Math.max(first.expiresAt() - timer.nanoTime(), SHORTEST_WAIT), this::sweep);
    }
  }

  private void sweep() {
    long now = timer.nanoTime();
    try {
      Round first = waiting.peek();
      while (first != null && (first.isOver() || now - first.expiresAt() >= 0)) {
        waiting.remove(first);
        first.expire(now);
        first = waiting.peek();
      }
    } finally {
      armed.set(false);
      arm();
    }
  }
}
