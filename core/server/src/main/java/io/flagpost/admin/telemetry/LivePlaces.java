package io.flagpost.admin.telemetry;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the live streams of a node, and those of one account among them, all of its sessions and
 * tokens together. Any thread.
 */
final class LivePlaces {
  private final int most;
  private final int mostOfOne;

  // Guarded by this.
  private final Map<String, Integer> taken = new HashMap<>();
  private int all;

  LivePlaces(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /**
   * Takes a place.
   *
   * @return gives it back, however often it is run
   * @throws ProblemException 503 if there is none: a client that lost its stream may be told so
   *     until it is noticed here, and is to try again
   */
  synchronized Runnable take(Actor actor) {
    String reader = actor.reader();
    int own = taken.getOrDefault(reader, 0);
    if (all >= most || own >= mostOfOne) {
      throw new ProblemException(
          Problem.unavailable(
              all >= most
                  ? "This node has as many live streams as it may, " + most
                  : "This account has as many live streams on this node as it may, " + mostOfOne));
    }
    all++;
    taken.put(reader, own + 1);
    AtomicBoolean given = new AtomicBoolean();
    return () -> {
      if (given.compareAndSet(false, true)) {
        giveBack(reader);
      }
    };
  }

  /** How many are taken. */
  synchronized int taken() {
    return all;
  }

  private synchronized void giveBack(String reader) {
    all--;
    taken.merge(reader, -1, (count, one) -> count + one == 0 ? null : count + one);
  }
}
