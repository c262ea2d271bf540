package io.flagpost.platform.web;

import io.flagpost.platform.web.connections.ConnectionLimits;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the HTTP servers of both listeners have in common. */
public final class ListenerOptions {
  private static final int HEADERS_LIMIT = 32 * 1024;

  private ListenerOptions() {}

  /**
   * New options, to be changed by the caller.
   *
   * @param port 0 for a free one, -1 for a free one that all instances share
   * @param requestLineLimit the longest request line, in bytes
   * @param idleTimeout after which a silent connection is closed
   */
  public static HttpServerOptions create(
      String host, int port, int requestLineLimit, Duration idleTimeout) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setMaxInitialLineLength(requestLineLimit)
            .setMaxHeaderSize(HEADERS_LIMIT)
            .setHandle100ContinueAutomatically(false)
            // Nobody speaks WebSocket here; else every message would pass a handler for it.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout(Math.toIntExact(idleTimeout.toMillis()));
    // In HTTP/2 the request line is among the headers.
    options
        .getInitialSettings()
        .setMaxHeaderListSize(requestLineLimit + HEADERS_LIMIT)
        .setMaxConcurrentStreams(ConnectionLimits.MOST_STREAMS);
    return options;
  }
}
