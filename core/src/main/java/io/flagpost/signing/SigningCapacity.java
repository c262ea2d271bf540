package io.flagpost.signing;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How many signatures may be queued or promised at once on this node. It bounds the wait for a
 * signature, and the memory of the queue. For any thread.
 */
public final class SigningCapacity {
  private final Semaphore places;

  /**
   * @param places signatures that may be queued or promised; positive
   */
  public SigningCapacity(int places) {
    if (places < 1) {
      throw new IllegalArgumentException("the signing queue needs at least one place");
    }
    this.places = new Semaphore(places);
  }

  /** Takes a place in the queue, without waiting; null if none is free. */
  public @Nullable Place tryTake() {
    return places.tryAcquire() ? new Place(places) : null;
  }

  /** Places that are free now. */
  public int free() {
    return places.availablePermits();
  }

  /** A place in the queue, given back once however often it is closed. */
  public static final class Place implements AutoCloseable {
    private final Semaphore places;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Place(Semaphore places) {
      this.places = places;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        places.release();
      }
    }
  }
}
