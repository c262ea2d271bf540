package io.flagpost.signing;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits how many signatures may be queued or promised at once on this node, and so the wait for a
 * signature and the memory of the queue. Any thread.
 */
public final class SigningCapacity {
  /** What is decided about one more signature: its {@link Permit}, or that there is none. */
  public sealed interface Decision permits Permit, Full {}

  /** There is no permit. */
  public enum Full implements Decision {
    /** As many signatures are queued or promised as may be. */
    FULL
  }

  private final Semaphore permits;

  /**
   * @param permits signatures that may be queued or promised; positive
   */
  public SigningCapacity(int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException("the signing queue needs at least one permit");
    }
    this.permits = new Semaphore(permits);
  }

  /** Takes a permit in the queue, if one is free, without waiting. */
  public Decision tryTake() {
    return permits.tryAcquire() ? new Permit(permits) : Full.FULL;
  }

  /** The number of free permits. */
  public int free() {
    return permits.availablePermits();
  }

  /** A permit, returned once, however often it is closed. */
  public static final class Permit implements Decision, AutoCloseable {
    private final Semaphore permits;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Permit(Semaphore permits) {
      this.permits = permits;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        permits.release();
      }
    }
  }
}
