package io.flagpost.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that stop what has been started, in reverse. A step that is added after the stop has
 * begun runs at once, so that a stop during a start leaves nothing running.
 */
final class ShutdownSteps {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownSteps.class);

  /** Stops one part. */
  interface Step {
    /**
     * Stops it, and waits until it has stopped.
     *
     * @param limit how long it may take
     */
    void stop(Duration limit) throws Exception;
  }

  private record Named(String name, Step step) {}

  private final Object running = new Object();
  private final Duration limit;

  // Guarded by this.
  private final Deque<Named> steps = new ArrayDeque<>();
  private boolean stopping;

  private volatile long deadline;

  ShutdownSteps(Duration limit) {
    this.limit = limit;
  }

  void add(String name, Step step) {
    Named named = new Named(name, step);
    synchronized (this) {
      if (!stopping) {
        steps.push(named);
        return;
      }
    }
    take(named);
  }

  /**
   * Runs every step; a second call waits for the first.
   *
   * @param delay how long everything keeps running before the first step; the limit counts from
   *     then on
   */
  void runAfter(Duration delay) {
    synchronized (running) {
      if (!isStopping()) {
        waitFor(delay);
      }
      begin();
      for (Named next = next(); next != null; next = next()) {
        take(next);
      }
    }
  }

  private static void waitFor(Duration delay) {
    try {
      TimeUnit.MILLISECONDS.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private synchronized void begin() {
    if (!stopping) {
      stopping = true;
      deadline = System.nanoTime() + limit.toNanos();
    }
  }

  private synchronized @Nullable Named next() {
    return steps.poll();
  }

  private void take(Named named) {
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    try {
      named.step.stop(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("Interrupted while stopping {}", named.name);
    } catch (Exception | Error e) { // the others are stopped all the same
      LOG.warn("{} did not stop in good order", named.name, e);
    }
  }
}
