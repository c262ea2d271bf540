package io.flagpost.platform.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Watches over what one event loop of a listener has to do with: its connections, and the requests
 * that are on their way or in hand. Every listener is watched in this way.
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
   * @param loopAdmission lets requests in on this event loop
   */
  public ListenerWatch(
      ConnectionLimits limits, Connections connections, LoopAdmission loopAdmission) {
    this.limits = limits;
    this.connections = connections;
    this.loopAdmission = loopAdmission;
  }

  /** Is to be told of each connection that brings a request. */
  public void opened(HttpConnection connection) {
    connections.opened(connection);
  }

  /** Is to be told of each request before it is handled. */
  public void asked(HttpServerRequest request) {
    connections.asked(request);
  }

  /**
   * Has a server listen, hears of its connections at the moment at which they are accepted, and
   * looks after slow clients; on the event loop.
   *
   * @param host as the server was told to listen on
   * @param port takes the port that is listened on
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
   * Stops the server in good order, if it was to listen, and then hears of no further connection;
   * on the event loop.
   *
   * @param limit after which the rest is closed as it is
   */
  public Future<Void> stop(Duration limit) {
    return ending.apply(limit).onComplete(done -> unwatch.run());
  }
}
