package io.flagpost.registry;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * Opens at the first failure, and allows one probe after each pause until one succeeds.
 *
 * <p>Not thread-safe: guarded by its owner's lock.
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

  /** Whether a call may be made now; after true, the caller makes it and reports its outcome. */
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
