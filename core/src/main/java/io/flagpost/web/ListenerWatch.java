package io.flagpost.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

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
  private final AdmissionDesk desk;
  private Runnable unwatch = () -> {};

  /**
   * @param connections those of this event loop
   * @param desk lets requests in on this event loop
   */
  public ListenerWatch(ConnectionLimits limits, Connections connections, AdmissionDesk desk) {
    this.limits = limits;
    this.connections = connections;
    this.desk = desk;
  }

  /** Is to be told of each connection that brings a request. */
  public void opened(HttpConnection connection) {
    connections.opened(connection);
  }

  /** Is to be told of each request before it is handled. */
  public void asked(HttpServerRequest request) {
    connections.asked(request);
  }

  /** Begins to look after slow clients; on the event loop. */
  public void begin(Vertx vertx) {
    vertx.setPeriodic(
        SWEEP.toMillis(),
        timer -> {
          connections.sweep();
          desk.cutSlowBodies(limits.requestTimeout());
        });
  }

  /**
   * Hears of connections at the moment at which they are accepted; on the loop.
   *
   * @param host as the server was told to listen on
   */
  public void listening(Vertx vertx, String host, int port) {
    unwatch = WatchfulTransport.watch(vertx, host, port, connections);
  }

  /** Hears of no further connection. */
  public void end() {
    unwatch.run();
  }
}
