package io.flagpost.telemetry.http;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Tells other threads whether an event loop still runs its tasks. */
final class EventLoopWatchdog {
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private volatile long lastBeat = System.nanoTime();

  /** Beats on the current event loop from now on, until its verticle is undeployed. */
  void start(Vertx vertx) {
    lastBeat = System.nanoTime();
    vertx.setPeriodic(BEAT.toMillis(), timer -> lastBeat = System.nanoTime());
  }

  /** Whether the event loop has run a task recently. */
  boolean isAlive() {
    return System.nanoTime() - lastBeat < SILENCE.toNanos();
  }
}
