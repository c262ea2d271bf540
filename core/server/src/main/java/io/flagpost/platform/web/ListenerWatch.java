package io.flagpost.platform.web;

import io.flagpost.platform.web.admission.LoopAdmission;
import io.flagpost.platform.web.connections.ConnectionLimits;
import io.flagpost.platform.web.connections.Connections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Watches the connections and requests of one event loop of a listener. Every listener is watched
 * in this way.
 *
 * <p>Used on that event loop only.
 */
public final class ListenerWatch {
  /** How often slow clients are looked for. */
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final ConnectionLimits limits;
  private final Connections connections;
  private final LoopAdmission loopAdmission;
  private Runnable unwatch = () -> {};
  private Function<Duration, Future<Void>> ending = limit -> Future.succeededFuture();

  /**
   * @param connections those of this event loop
   * @param loopAdmission admits requests on this event loop
   */
  public ListenerWatch(
      ConnectionLimits limits, Connections connections, LoopAdmission loopAdmission) {
    this.limits = limits;
    this.connections = connections;
    this.loopAdmission = loopAdmission;
  }

  /** To be called with each connection that has a request. */
  public void opened(HttpConnection connection) {
    connections.opened(connection);
  }

  /** To be called with each request before it is handled. */
  public void asked(HttpServerRequest request) {
    connections.asked(request);
  }

  /**
   * Starts a server, learns of its connections when they are accepted, and closes those of slow
   * clients; on the event loop.
   *
   * @param host as the server was told to listen on
   * @param port receives the port that the server listens on
   */
  public Future<Void> listen(Vertx vertx, HttpServer server, String host, AtomicInteger port) {
    ending = limit -> OrderlyStop.stop(vertx, server, host, limit);
    vertx.setPeriodic(
        SWEEP.toMillis(),
        timer -> {
          connections.sweep();
          loopAdmission.cutSlowBodies(limits.requestTimeout());
        });
    return server
        .listen()
        .onSuccess(
            bound -> {
              port.set(bound.actualPort());
              unwatch = WatchfulTransport.watch(vertx, host, bound.actualPort(), connections);
            })
        .mapEmpty();
  }

  /**
   * Stops the server in an orderly way, if it was started, and learns of no further connection; on
   * the event loop.
   *
   * @param limit after which the rest is closed as it is
   */
  public Future<Void> stop(Duration limit) {
    return ending.apply(limit).onComplete(done -> unwatch.run());
  }
}
