package io.flagpost.registry;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * Opens at the first failure and lets one probe pass after each pause, until one succeeds.
 *
 * <p>Not thread-safe: its owner's lock guards it.
 */
final class CircuitBreaker {
  private final long pauseNanos;
  private final Ticker ticker;
  private boolean open;
  private boolean probing;
  private long failedAt;

  CircuitBreaker(Duration pause, Ticker ticker) {
    this.pauseNanos = pause.toNanos();
    this.ticker = ticker;
  }

  /** Whether a call may be made now; whoever gets true makes it and reports how it went. */
  boolean tryPass() {
    if (!open) {
      return true;
    }
    if (probing || ticker.read() - failedAt < pauseNanos) {
      return false;
    }
    probing = true;
    return true;
  }

  /** Closes it. Returns whether it was open. */
  boolean succeeded() {
    boolean wasOpen = open;
    open = false;
    probing = false;
    return wasOpen;
  }

  /** Opens it. Returns whether it was closed. */
  boolean failed() {
    boolean wasClosed = !open;
    open = true;
    probing = false;
    failedAt = ticker.read();
    return wasClosed;
  }

  boolean isOpen() {
    return open;
  }
}
