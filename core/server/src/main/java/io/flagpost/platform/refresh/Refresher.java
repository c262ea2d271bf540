package io.flagpost.platform.refresh;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the newest value and replaces it, one load at a time; a failed load keeps the old one.
 * Thread-safe.
 *
 * @param <T> what is held, immutable
 */
public final class Refresher<T> implements Supplier<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

  private final String what;
  private final Function<T, Future<T>> loader;
  private final Duration limit;
  private final LongAdder reloads = new LongAdder();
  private final LongAdder failedReloads = new LongAdder();
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();

  private volatile T current;

  // Guarded by this.
  private @Nullable Promise<Void> running;
  private @Nullable Promise<Void> next;
  private boolean failing;

  /**
   * @param what names the value in the log, in the plural
   * @param loader reads a value anew, given the one in use
   * @param limit how long a load may take
   * @param first the value to begin with
   */
  public Refresher(String what, Function<T, Future<T>> loader, Duration limit, T first) {
    this.what = what;
    this.loader = loader;
    this.limit = limit;
    this.current = first;
  }

  /** The newest value. No I/O. */
  @Override
  public T get() {
    return current;
  }

  /**
   * Loads anew. Done once a value whose load began after this call is in use; calls made during a
   * load share the one after it. Fails, and the old value stays, if it cannot be loaded.
   */
  public Future<Void> refresh() {
    Promise<Void> mine = Promise.promise();
    synchronized (this) {
      if (running != null) {
        if (next == null) {
          next = mine;
        }
        return next.future();
      }
      running = mine;
    }
    run(mine);
    return mine.future();
  }

  /**
   * Has somebody told of every value that was loaded, equal or not.
   *
   * @param follower called where the load completed; must not block
   */
  public void whenLoaded(Runnable follower) {
    followers.add(follower);
  }

  /** How often a new value was loaded. */
  public long reloads() {
    return reloads.sum();
  }

  /** How often that failed. */
  public long failedReloads() {
    return failedReloads.sum();
  }

  private void run(Promise<Void> promise) {
    loader
        .apply(current)
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(this::publish)
        .onFailure(this::keepOld)
        .<Void>mapEmpty()
        .onComplete(
            done -> {
              Promise<Void> following = advance();
              promise.handle(done);
              if (following != null) {
                run(following);
              }
            });
  }

  private void publish(T loaded) {
    current = loaded;
    reloads.increment();
    if (setFailing(false)) {
      LOG.info("The {} are fresh again", what);
    }
    followers.forEach(Runnable::run);
  }

  private void keepOld(Throwable failure) {
    failedReloads.increment();
    if (!setFailing(true)) {
      LOG.warn("The {} cannot be read; the old ones stay in use until they can", what, failure);
    }
  }

  private synchronized boolean setFailing(boolean now) {
    boolean before = failing;
    failing = now;
    return before;
  }

  private synchronized @Nullable Promise<Void> advance() {
    running = next;
    next = null;
    return running;
  }
}
