package io.flagpost.signing;

import io.flagpost.platform.refresh.Refresher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Holds the newest key ring of this node, and reads it again every refresh interval and on demand.
 * If it cannot be read, the old one stays in use, so that signing continues while PostgreSQL is
 * unreachable. Thread-safe.
 */
public final class KeyRings implements Supplier<KeyRing> {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Duration refreshInterval;
  private final Refresher<Optional<HeldKeys>> refresher;
  private volatile long timer = -1;

  private KeyRings(
      Vertx vertx, SigningKeyStore store, Duration refreshInterval, Optional<HeldKeys> first) {
    this.vertx = vertx;
    this.refreshInterval = refreshInterval;
    this.refresher =
        new Refresher<>(
            "signing keys",
            known -> store.load(known.map(HeldKeys::ring).orElse(null)).map(Optional::of),
            LIMIT,
            first);
  }

  /**
   * Created without reading the database.
   *
   * @param refreshInterval how often they are read again after the first time, regardless of
   *     announcements
   * @param first the keys known from elsewhere, if any
   */
  public static KeyRings create(
      Vertx vertx, SigningKeyStore store, Duration refreshInterval, Optional<HeldKeys> first) {
    return new KeyRings(vertx, store, refreshInterval, first);
  }

  /**
   * Reads the keys, and keeps reading them. Fails like {@link SigningKeyStore#load}, and may then
   * be called again.
   */
  public Future<Void> start() {
    return refresh()
        .onSuccess(
            read ->
                timer = vertx.setPeriodic(refreshInterval.toMillis(), tick -> refresher.refresh()));
  }

  /** Whether there is a ring. */
  public boolean areThere() {
    return refresher.get().isPresent();
  }

  /**
   * The newest ring. Any thread, no I/O.
   *
   * @throws IllegalStateException if there is none yet
   */
  @Override
  public KeyRing get() {
    return held().ring();
  }

  /**
   * The same keys in stored form.
   *
   * @throws IllegalStateException if there are none yet
   */
  public SealedKeys sealed() {
    return held().sealed();
  }

  private HeldKeys held() {
    return refresher
        .get()
        .orElseThrow(() -> new IllegalStateException("there are no signing keys yet"));
  }

  /**
   * Reads the keys again. Completes once everything committed before the call is in use; calls made
   * during a read share the next one. If the keys cannot be read it fails, and the old ring stays
   * in use.
   */
  public Future<Void> refresh() {
    return refresher.refresh();
  }

  /**
   * Adds a listener that is called whenever the keys have been read, changed or not.
   *
   * @param follower must not block
   */
  public void whenLoaded(Runnable follower) {
    refresher.whenLoaded(follower);
  }

  /** Stops refreshing; the newest ring stays in use. */
  public void close() {
    vertx.cancelTimer(timer);
  }
}
