package io.flagpost.registry;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the newest snapshot and replaces it, one load at a time; a failed load keeps the old one.
 * Thread-safe.
 */
final class SnapshotRefresher {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotRefresher.class);

  private final SnapshotLoader loader;
  private final RegistrySettings settings;
  private final LongAdder reloads = new LongAdder();
  private final LongAdder failedReloads = new LongAdder();

  private volatile RegistrySnapshot current;

  // Guarded by this.
  private @Nullable Promise<Void> running;
  private @Nullable Promise<Void> next;
  private boolean failing;

  SnapshotRefresher(SnapshotLoader loader, RegistrySettings settings, RegistrySnapshot first) {
    this.loader = loader;
    this.settings = settings;
    this.current = first;
  }

  RegistrySnapshot current() {
    return current;
  }

  /**
   * Reads everything anew. Done once a snapshot that began after this call is in use; calls made
   * while one is being read share the one after it.
   */
  Future<Void> refresh() {
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

  long reloads() {
    return reloads.sum();
  }

  long failedReloads() {
    return failedReloads.sum();
  }

  private void run(Promise<Void> promise) {
    loader
        .load()
        .timeout(settings.queryTimeout().toMillis(), TimeUnit.MILLISECONDS)
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

  private void publish(RegistrySnapshot loaded) {
    current = loaded;
    reloads.increment();
    if (setFailing(false)) {
      LOG.info("The reference data is fresh again");
    }
  }

  private void keepOld(Throwable failure) {
    failedReloads.increment();
    if (!setFailing(true)) {
      LOG.warn(
          "The reference data cannot be read; what was read at {} stays in use until it can",
          current.loadedAt(),
          failure);
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
