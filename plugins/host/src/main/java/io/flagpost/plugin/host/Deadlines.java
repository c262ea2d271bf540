package io.flagpost.plugin.host;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends rounds at their deadline.
 *
 * <p>Rounds with the same limit time out in the order of their arrival, so one queue and one timer
 * for each limit are enough; a timer for each round would cost more than the checks. There are only
 * a few limits, all from the gateway's configuration.
 */
final class Deadlines {
  private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(1);

  private final Timer timer;
  private final Map<Long, Line> lines = new ConcurrentHashMap<>();
  private volatile boolean ended;

  Deadlines(Timer timer) {
    this.timer = timer;
  }

  /**
   * Ends this round at its deadline, unless it has ended by then.
   *
   * @param limit its time limit, in nanoseconds
   */
  void watch(CheckRound round, long limit) {
    Line line = lines.get(limit);
    if (line == null) {
      line = lines.computeIfAbsent(limit, time -> new Line());
    }
    line.add(round);
  }

  /** Ends every round at once, and from now on each new one. */
  void endAll() {
    ended = true;
    lines.values().forEach(Line::endAll);
  }

  /** Rounds with the same limit. */
  private final class Line {
    private final Queue<CheckRound> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean armed = new AtomicBoolean();

    void add(CheckRound round) {
      waiting.add(round);
      forgetOver();
      if (ended) {
        endAll();
      } else {
        arm();
      }
    }

    /** Most rounds end long before their deadline, and must not be kept until then. */
    private void forgetOver() {
      for (int i = 0; i < 2; i++) {
        CheckRound first = waiting.peek();
        if (first != null && first.isOver()) {
          waiting.remove(first);
        }
      }
    }

    void endAll() {
      for (CheckRound round = waiting.poll(); round != null; round = waiting.poll()) {
        round.expire(timer.nanoTime());
      }
    }

    private void arm() {
      CheckRound first = armed.get() ? null : waiting.peek();
      if (first != null && armed.compareAndSet(false, true)) {
        timer.after(Math.max(first.expiresAt() - timer.nanoTime(), SHORTEST_WAIT), this::sweep);
      }
    }

    private void sweep() {
      long now = timer.nanoTime();
      try {
        CheckRound first = waiting.peek();
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
}
