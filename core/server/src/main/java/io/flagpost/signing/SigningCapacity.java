package io.flagpost.signing;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How many signatures may be queued or promised at once on this node. It bounds the wait for a
 * signature, and the memory of the queue. For any thread.
 */
public final class SigningCapacity {
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

  /** Takes a permit in the queue, without waiting; null if none is free. */
  public @Nullable Permit tryTake() {
    return permits.tryAcquire() ? new Permit(permits) : null;
  }

  /** Permits that are free now. */
  public int free() {
    return permits.availablePermits();
  }

  /** A permit in the queue, given back once however often it is closed. */
  public static final class Permit implements AutoCloseable {
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
