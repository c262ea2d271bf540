package io.flagpost.telemetry.followup;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Repeats the same work: at once while there is some, else after a pause, and after a longer one
 * when it fails. On one context, except {@link #start} and {@link #stop}.
 */
public final class PollingLoop {
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Context context;
  private final Backoff backoff;
  private final Supplier<Future<Boolean>> round;

  private boolean running;
  private boolean poked;
  private boolean stopped;
  private long timer = NO_TIMER;
  private final Promise<Void> ended = Promise.promise();

  /**
   * @param round one round of work; true if there is more to do at once
   */
  public PollingLoop(
      Vertx vertx, Context context, Backoff backoff, Supplier<Future<Boolean>> round) {
    this.vertx = vertx;
    this.context = context;
    this.backoff = backoff;
    this.round = round;
  }

  public void start() {
    context.runOnContext(v -> run());
  }

  /** Begins the next round without a pause. */
  public void poke() {
    poked = true;
    if (!running) {
      run();
    }
  }

  /** Begins the next round after the pause that a throttle asks for. */
  public void poke(Throttle throttle) {
    long rest = throttle.restMillis(System.nanoTime());
    if (rest > 0) {
      vertx.setTimer(rest, id -> poke(throttle));
    } else {
      poke();
    }
  }

  /** Begins no more rounds; completes when the last one has ended. */
  public Future<Void> stop() {
    context.runOnContext(
        v -> {
          stopped = true;
          cancelTimer();
          if (!running) {
            ended.tryComplete();
          }
        });
    return ended.future();
  }

  private void run() {
    cancelTimer();
    if (stopped) {
      ended.tryComplete();
      return;
    }
    running = true;
    poked = false;
    round
        .get()
        .onComplete(
            done -> {
              running = false;
              if (done.succeeded()) {
                backoff.succeeded();
              } else if (!stopped) {
                backoff.failed(done.cause());
              }
              next(done.succeeded() && (poked || done.result()));
            });
  }

  private void next(boolean atOnce) {
    if (atOnce || stopped) {
      context.runOnContext(v -> resume());
    } else {
      timer =
          vertx.setTimer(
              backoff.pauseMillis(),
              id -> {
                timer = NO_TIMER;
                resume();
              });
    }
  }

  private void resume() {
    if (!running) {
      run();
    }
  }

  private void cancelTimer() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
