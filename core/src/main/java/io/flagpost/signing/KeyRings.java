package io.flagpost.signing;

import io.flagpost.refresh.Refresher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Holds the newest key ring of this node, and reads it anew every refresh interval and whenever
 * told to. A ring that cannot be read leaves the old one in use, so that signing goes on while
 * PostgreSQL is away. Thread-safe.
 */
public final class KeyRings implements Supplier<KeyRing> {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Refresher<KeyRing> refresher;
  private final long timer;

  private KeyRings(Vertx vertx, SigningKeyStore store, Duration refreshInterval, KeyRing first) {
    this.vertx = vertx;
    this.refresher = new Refresher<>("signing keys", store::load, LIMIT, first);
    this.timer = vertx.setPeriodic(refreshInterval.toMillis(), tick -> refresher.refresh());
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
    return refresher.get();
  }

  /**
   * Reads the keys anew. Done once everything committed before the call is in use; calls made while
   * they are being read share the reading after it. Fails, and the old ring stays, if they cannot
   * be read.
   */
  public Future<Void> refresh() {
    return refresher.refresh();
  }

  /** How often they were read anew. */
  public long reloads() {
    return refresher.reloads();
  }

  /** How often they could not be. */
  public long failedReloads() {
    return refresher.failedReloads();
  }

  /** Stops reading anew; the newest ring stays. */
  public void close() {
    vertx.cancelTimer(timer);
  }
}
