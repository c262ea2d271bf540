package io.flagpost.platform.tls;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the listeners' certificate files from time to time. They are compared by content: where a
 * link is swapped, as in Kubernetes, times and sizes say little.
 */
public final class TlsReloader {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReloader.class);

  /** Often enough for a certificate, rarely enough for a network drive. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final List<ListenerTls> listeners;
  private final Duration interval;
  private final WorkerExecutor worker;
  private long timer = -1;
  private boolean stopped;

  public TlsReloader(Vertx vertx, List<ListenerTls> listeners, Duration interval) {
    this.vertx = vertx;
    this.listeners = List.copyOf(listeners);
    this.interval = interval;
    this.worker = vertx.createSharedWorkerExecutor("tls-reload", 1);
  }

  /** Checks for the first time after the interval, if there are any files. */
  public synchronized void start() {
    if (!stopped && !listeners.isEmpty()) {
      timer = vertx.setTimer(interval.toMillis(), fired -> look());
    }
  }

  /** Stops checking. */
  public synchronized Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return worker.close();
  }

  /** The next check is due one interval after this one has finished, however long a drive hangs. */
  private void look() {
    worker
        .executeBlocking(
            () -> {
              listeners.forEach(ListenerTls::reload);
              return null;
            })
        .onFailure(failure -> LOG.error("The certificates could not be reloaded", failure))
        .onComplete(looked -> start());
  }
}
