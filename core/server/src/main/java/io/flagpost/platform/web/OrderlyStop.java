package io.flagpost.platform.web;

import io.flagpost.platform.web.closing.ConnectionDrain;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Stops an HTTP server without losing a connection that it has accepted. */
public final class OrderlyStop {
  private OrderlyStop() {}

  /**
   * Accepts no more connections, answers the requests in progress and closes the connections, as
   * {@link ConnectionDrain} says. To be called on the event loop on which the server was started;
   * where several servers share a port, by each of them.
   *
   * @param host as the server was told to listen on
   * @param limit after which the rest is closed as it is
   */
  public static Future<Void> stop(Vertx vertx, HttpServer server, String host, Duration limit) {
    // In this order: a connection that is accepted while nobody serves its port any more would be
    // thrown away with the request that may already be in it.
    return WatchfulTransport.stopAccepting(vertx, host, server.actualPort())
        .compose(closed -> arrived(vertx))
        .compose(all -> server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Accepted connections were handed to this event loop, and are registered in turn. */
  private static Future<Void> arrived(Vertx vertx) {
    Promise<Void> promise = Promise.promise();
    vertx.getOrCreateContext().runOnContext(promise::complete);
    return promise.future();
  }
}
