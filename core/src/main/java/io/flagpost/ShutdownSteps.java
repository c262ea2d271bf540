package io.flagpost;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, to be stopped in reverse. A step that comes in after the stop has begun is
 * taken at once, so that a stop in the middle of a start leaves nothing behind.
 */
final class ShutdownSteps {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownSteps.class);

  /** Stops one thing. */
  interface Step {
    /**
     * Stops it and waits until it has stopped.
     *
     * @param limit how long that may take
     */
    void stop(Duration limit) throws Exception;
  }

  private record Named(String name, Step step) {}

  private final Deque<Named> steps = new ArrayDeque<>();
  private final Duration limit;
  private long deadline;
  private boolean stopping;

  ShutdownSteps(Duration limit) {
    this.limit = limit;
  }

  synchronized void add(String name, Step step) {
    Named named = new Named(name, step);
    if (stopping) {
      take(named);
    } else {
      steps.push(named);
    }
  }

  /** Takes every step; a second call waits for the first. */
  synchronized void run() {
    if (!stopping) {
      stopping = true;
      deadline = System.nanoTime() + limit.toNanos();
    }
    while (!steps.isEmpty()) {
      take(steps.pop());
    }
  }

  private void take(Named named) {
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    try {
      named.step.stop(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("Interrupted while stopping {}", named.name);
    } catch (Exception e) {
      LOG.warn("{} did not stop in good order", named.name, e);
    }
  }
}
