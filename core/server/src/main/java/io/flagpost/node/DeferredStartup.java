package io.flagpost.node;

import io.flagpost.platform.database.DatabaseAway;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a start that need PostgreSQL. While PostgreSQL is reachable, each step runs when it
 * is added, and a failure ends the start. If it turns out to be unreachable, that step and all
 * later ones are deferred: a dedicated thread runs them in order, and tries again until they
 * succeed, while the node starts without them.
 */
final class DeferredStartup {
  private static final Logger LOG = LoggerFactory.getLogger(DeferredStartup.class);
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  /** A step that needs PostgreSQL; blocks until it is done. */
  interface Step {
    /** May fail with any exception; it is then run again from the beginning. */
    void take() throws Exception;
  }

  private record Named(String name, Step step) {}

  private final boolean mayBeAway;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::takeAll, "joining");

  // Used on the starting thread until begin(), and on its own thread afterwards.
  private final Deque<Named> putOff = new ArrayDeque<>();
  private @Nullable String told;

  private volatile boolean done;

  /**
   * @param mayBeAway whether the node can start without PostgreSQL; if not, any failure of a step
   *     ends the start
   */
  DeferredStartup(boolean mayBeAway) {
    this.mayBeAway = mayBeAway;
    thread.setDaemon(true);
  }

  /**
   * Adds a step that depends on the earlier ones. On the thread that starts the node.
   *
   * @throws RuntimeException the step's failure, if PostgreSQL is reachable
   */
  void add(String name, Step step) {
    Named named = new Named(name, step);
    if (!putOff.isEmpty()) {
      putOff.add(named);
      return;
    }
    try {
      step.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("Interrupted: " + name, e);
    } catch (Exception e) {
      if (!mayBeAway || !DatabaseAway.explains(e)) {
        throw e instanceof RuntimeException failure ? failure : new StartException(name, e);
      }
      tell(named, e);
      putOff.add(named);
    }
  }

  /** Starts running the deferred steps; all steps have been added. */
  void begin() {
    if (putOff.isEmpty()) {
      done = true;
    } else {
      thread.start();
    }
  }

  /** Whether every step is done. Any thread. */
  boolean isDone() {
    return done;
  }

  /** Runs no more steps, and interrupts the current one. Blocking. */
  void close(Duration limit) throws InterruptedException {
    closing.countDown();
    thread.interrupt();
    thread.join(Math.max(1, limit.toMillis()));
  }

  private void takeAll() {
    long begin = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    try {
      while (!putOff.isEmpty()) {
        Named next = putOff.element();
        try {
          next.step.take();
          putOff.remove();
          pause = FIRST_PAUSE_MILLIS;
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception | Error e) { // without this thread nothing would ever be started
          if (closing.getCount() == 0) {
            return; // it was interrupted, and failed because of that
          }
          tell(next, e);
          if (closing.await(pause, TimeUnit.MILLISECONDS)) {
            return;
          }
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      }
      done = true;
      LOG.info(
          "PostgreSQL became reachable {} s after the start: all deferred steps are done",
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.debug("The node stops before the deferred steps are done");
    }
  }

  /** Logged once for each state: an outage gives a line or two, however long it is. */
  private void tell(Named failed, Throwable failure) {
    boolean away = DatabaseAway.explains(failure);
    String state = away ? "away" : failed.name + failure;
    if (state.equals(told)) {
      return;
    }
    told = state;
    if (away) {
      LOG.warn(
          "PostgreSQL is away, the node does without until it is there: {}", failure.toString());
    } else {
      LOG.error("PostgreSQL is there, but {} fails; trying again", failed.name, failure);
    }
  }
}
