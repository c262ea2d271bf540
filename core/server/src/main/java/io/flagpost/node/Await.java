package io.flagpost.node;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the steps of starting and stopping, on threads that may block. */
final class Await {
  private static final Duration STEP_LIMIT = Duration.ofMinutes(1);

  private Await() {}

  /** Waits for the result of a step of starting. Throws the failure. */
  static <T> T done(Future<T> step) {
    try {
      return done(step, STEP_LIMIT);
    } catch (TimeoutException e) {
      throw new StartException("The database does not answer", e);
    }
  }

  /** The same, within a limit. */
  static <T> T done(Future<T> step, Duration limit) throws TimeoutException {
    return step.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
