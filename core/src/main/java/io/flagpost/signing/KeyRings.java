package io.flagpost.signing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the newest key ring of this node, and reads it anew every refresh interval and whenever
 * told to. A ring that cannot be read leaves the old one in use, so that signing goes on while
 * PostgreSQL is away. Thread-safe.
 */
public final class KeyRings implements Supplier<KeyRing> {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRings.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final SigningKeyStore store;
  private final long timer;
  private final LongAdder reloads = new LongAdder();
  private final LongAdder failedReloads = new LongAdder();

  private volatile KeyRing current;

  // Guarded by this.
  private @Nullable Promise<Void> running;
  private @Nullable Promise<Void> next;
  private boolean failing;

  private KeyRings(Vertx vertx, SigningKeyStore store, Duration refreshInterval, KeyRing first) {
    this.vertx = vertx;
    this.store = store;
    this.current = first;
    this.timer = vertx.setPeriodic(refreshInterval.toMillis(), tick -> refresh());
  }

  /**
   * Reads the keys for the first time. Fails as {@link SigningKeyStore#load} does.
   *
   * @param refreshInterval how often they are read anew, whatever was announced
   */
  public static Future<KeyRings> open(
      Vertx vertx, SigningKeyStore store, Duration refreshInterval) {
    return store.load().map(first -> new KeyRings(vertx, store, refreshInterval, first));
  }

  /** The newest ring. Any thread, no I/O. */
  @Override
  public KeyRing get() {
    return current;
  }

  /**
   * Reads the keys anew. Done once everything committed before the call is in use; calls made while
   * they are being read share the reading after it. Fails, and the old ring stays, if they cannot
   * be read.
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

  /** How often they were read anew. */
  public long reloads() {
    return reloads.sum();
  }

  /** How often they could not be. */
  public long failedReloads() {
    return failedReloads.sum();
  }

  /** Stops reading anew; the newest ring stays. */
  public void close() {
    vertx.cancelTimer(timer);
  }

  private void run(Promise<Void> promise) {
    store
        .load(current)
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
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

  private void publish(KeyRing loaded) {
    current = loaded;
    reloads.increment();
    if (setFailing(false)) {
      LOG.info("The signing keys are fresh again");
    }
  }

  private void keepOld(Throwable failure) {
    failedReloads.increment();
    if (!setFailing(true)) {
      LOG.warn(
          "The signing keys cannot be read; those that were read before stay in use until they can",
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
