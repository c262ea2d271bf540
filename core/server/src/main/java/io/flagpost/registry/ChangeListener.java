package io.flagpost.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for announced changes on its own connection, and reconnects whenever that is lost.
 *
 * <p>Announcements made while it is disconnected are lost, so each new connection counts as a
 * change. The refresh interval covers what no listener can detect, such as a half-open connection.
 */
final class ChangeListener {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeListener.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final int MOST_DOUBLINGS = 6;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final Runnable onChange;

  // Guarded by this.
  private @Nullable PgConnection connection;
  private @Nullable Long retryTimer;
  private int failures;
  private boolean closed;

  /**
   * @param onChange called on an event loop; must not block
   */
  ChangeListener(Vertx vertx, PgConnectOptions options, Runnable onChange) {
    this.vertx = vertx;
    this.options = new PgConnectOptions(options);
    this.onChange = onChange;
  }

  /** Starts listening. The future is that of the first attempt; if that fails, it keeps trying. */
  Future<Void> start() {
    return PgConnection.connect(vertx, options)
        .compose(this::listen)
        .onSuccess(this::connected)
        .onFailure(this::tryLater)
        .mapEmpty();
  }

  /** Stops listening for good. */
  Future<Void> close() {
    PgConnection open;
    synchronized (this) {
      closed = true;
      open = connection;
      connection = null;
      if (retryTimer != null) {
        vertx.cancelTimer(retryTimer);
      }
    }
    return open == null ? Future.succeededFuture() : open.close();
  }

  private Future<PgConnection> listen(PgConnection fresh) {
    fresh.notificationHandler(announced -> onChange.run());
    return fresh
        .query("LISTEN " + Registry.CHANGES_CHANNEL)
        .execute()
        .map(fresh)
        .onFailure(refused -> fresh.close());
  }

  private void connected(PgConnection fresh) {
    boolean late;
    boolean recovered;
    synchronized (this) {
      late = closed;
      recovered = failures > 0;
      failures = 0;
      connection = closed ? null : fresh;
    }
    if (late) {
      fresh.close();
      return;
    }
    fresh.closeHandler(gone -> tryLater(new IllegalStateException("The connection was lost")));
    if (recovered) {
      LOG.info("Listening for changes to the registry again");
    }
    onChange.run();
  }

  private void tryLater(Throwable failure) {
    boolean first;
    synchronized (this) {
      if (closed) {
        return;
      }
      connection = null;
      first = failures == 0;
      long pause = FIRST_PAUSE_MILLIS << Math.min(failures, MOST_DOUBLINGS);
      failures++;
      retryTimer = vertx.setTimer(pause, timer -> start());
    }
    if (first) {
      LOG.warn(
          "Cannot listen for changes to the registry; the next refresh will pick them up: {}",
          failure.toString());
    }
  }
}
