package io.flagpost.telemetry.spool;

import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.QueueFullException;
import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.flagpost.telemetry.store.TelemetryStore;
import io.flagpost.telemetry.store.UnstorableRecordException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stores records in PostgreSQL, or in the spool if PostgreSQL does not accept them; the replay
 * inserts those later, under the same ids.
 *
 * <p>While PostgreSQL is known to be away, records go to the spool at once; the replay notices its
 * return. Any thread; completes on the caller's context.
 */
public final class SpoolingStore implements TelemetryStore {
  private static final long LAST_APPENDS_SECONDS = 1;

  private final PgTelemetryStore store;
  private final Spool spool;
  private final Outage outage;
  private final Replay replay;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Promise<Void> allSettled = Promise.promise();
  private volatile boolean closing;

  private SpoolingStore(PgTelemetryStore store, Spool spool, Outage outage, Replay replay) {
    this.store = store;
    this.spool = spool;
    this.outage = outage;
    this.replay = replay;
  }

  /** Puts a spool behind a store, and begins to replay what it holds. */
  public static SpoolingStore start(
      Vertx vertx, PgTelemetryStore store, Spool spool, ReplaySettings settings) {
    Outage outage = new Outage();
    Replay replay = new Replay(vertx, store, spool, outage, settings);
    replay.start();
    return new SpoolingStore(store, spool, outage, replay);
  }

  /**
   * Adds a listener that is called whenever records were replayed and none is left in the spool.
   *
   * @param action must be quick; called on any thread
   */
  public void whenReplayed(Runnable action) {
    replay.whenDone(action);
  }

  @Override
  public Future<StoreOutcome> append(StoreRequest request) {
    inFlight.incrementAndGet();
    return (outage.isKnown() ? spool(request) : storeOrSpool(request))
        .onComplete(done -> settled());
  }

  private void settled() {
    if (inFlight.decrementAndGet() == 0 && closing) {
      allSettled.tryComplete();
    }
  }

  private Future<StoreOutcome> storeOrSpool(StoreRequest request) {
    return store
        .append(request)
        .recover(
            failure -> {
              if (!(failure instanceof StoreUnavailableException)
                  || failure instanceof UnstorableRecordException) {
                return Future.failedFuture(failure);
              }
              if (!(failure instanceof QueueFullException)) {
                if (outage.begin(failure)) {
                  replay.wake(); // it finds the end, whether or not there is room in the spool
                }
              }
              return spool(request);
            });
  }

  private Future<StoreOutcome> spool(StoreRequest request) {
    return spool
        .append(request)
        .map(
            v -> {
              replay.wake();
              return new StoreOutcome(request.outcome(), false);
            });
  }

  /**
   * Whether records are in the spool, or would go there now, so that what PostgreSQL holds is not
   * all that was accepted.
   */
  public boolean isSpooling() {
    return outage.isKnown() || spool.state().records() > 0;
  }

  /** Whether PostgreSQL is known to take no records. */
  public boolean isOutageKnown() {
    return outage.isKnown();
  }

  /** The state of the spool. */
  public SpoolState state() {
    return spool.state();
  }

  /** How many records the spool has accepted since the start. */
  public long spooledCount() {
    return spool.spooledCount();
  }

  /** How often the spool has synced its log since the start. */
  public long syncCount() {
    return spool.syncCount();
  }

  /** How many records were replayed since the start. */
  public long replayedCount() {
    return replay.count();
  }

  /** How many records a second are being replayed now. */
  public double replayRate() {
    return replay.rate();
  }

  /** Stops the replay, lets the store finish, spools what it did not store, and closes both. */
  public Future<Void> close() {
    return Future.join(replay.stop(), store.close())
        .eventually(this::settleAll)
        .eventually(spool::close)
        .mapEmpty();
  }

  /** The last records that the store refused are being spooled. */
  private Future<Void> settleAll() {
    closing = true;
    if (inFlight.get() == 0) {
      allSettled.tryComplete();
    }
    return allSettled.future().timeout(LAST_APPENDS_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
  }
}
