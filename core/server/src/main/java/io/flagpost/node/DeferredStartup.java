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
 * What a node needs PostgreSQL for while it starts, step by step. As long as PostgreSQL is there,
 * each step is taken where it is added, and one that fails ends the start. Where it turns out to be
 * away, that step and all that follow are put off: a thread of its own takes them, in order, and
 * tries again until they work, while the node goes on without.
 */
final class DeferredStartup {
  private static final Logger LOG = LoggerFactory.getLogger(DeferredStartup.class);
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  /** Does one thing that needs PostgreSQL, and waits until it is done. */
  interface Step {
    /** Fails as it likes; it is taken again from its beginning then. */
    void take() throws Exception;
  }

  private record Named(String name, Step step) {}

  private final boolean mayBeAway;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::takeAll, "joining");

  // On the starting thread until begin(), and on its own after that.
  private final Deque<Named> putOff = new ArrayDeque<>();
  private @Nullable String told;

  private volatile boolean done;

  /**
   * @param mayBeAway whether the node can start without PostgreSQL; else a step that fails ends the
   *     start, whatever the reason
   */
  DeferredStartup(boolean mayBeAway) {
    this.mayBeAway = mayBeAway;
    thread.setDaemon(true);
  }

  /**
   * Adds a step that may follow those before it only. On the thread that starts the node.
   *
   * @throws RuntimeException what the step fails with, if PostgreSQL is there
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

  /** The last step has been added: what was put off is taken from now on. */
  void begin() {
    if (putOff.isEmpty()) {
      done = true;
    } else {
      thread.start();
    }
  }

  /** Whether every step has been taken. Any thread. */
  boolean isDone() {
    return done;
  }

  /** Takes no more steps, and breaks off the one that is being taken. Blocking. */
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
        } catch (Exception | Error e) { // without this thread nothing would ever be taken
          if (closing.getCount() == 0) {
            return; // it was broken off, and fails for that
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
          "PostgreSQL is there, {} s after the start: all that waited for it is done",
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.debug("The node stops before it has joined PostgreSQL");
    }
  }

  /** Once for each state: an outage is a line or two, however long it is. */
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
