package io.flagpost.platform.tls;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the listeners' certificate files from time to time. They are compared by content: where
 * a link is swapped, as Kubernetes does it, times and sizes say little.
 */
public final class TlsReloader {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReloader.class);

  /** Often enough for a certificate, seldom enough for a network drive. */
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

  /** Looks for the first time after the interval, if there is anything to look at. */
  public synchronized void start() {
    if (!stopped && !listeners.isEmpty()) {
      timer = vertx.setTimer(interval.toMillis(), fired -> look());
    }
  }

  /** Looks no more. */
  public synchronized Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return worker.close();
  }

  /** The next look is due an interval after this one is done, however long a drive hangs. */
  private void look() {
    worker
        .executeBlocking(
            () -> {
              listeners.forEach(ListenerTls::reload);
              return null;
            })
        .onFailure(failure -> LOG.error("The certificates could not be read anew", failure))
        .onComplete(looked -> start());
  }
}
