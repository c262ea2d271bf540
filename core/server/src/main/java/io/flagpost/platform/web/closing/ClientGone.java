package io.flagpost.platform.web.closing;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpServerConnection;

/** Tells a client that disconnected before its answer from a failure of the gateway. */
public final class ClientGone {
  private ClientGone() {}

  /**
   * Whether the client has disconnected. That is no fault of the gateway, and may first show as a
   * failed write. On the request's event loop.
   */
  public static boolean isSo(HttpServerRequest request) {
    return request.response().closed() || !isOpen(request);
  }

  /** The same, for a request that failed. */
  public static boolean isSo(HttpServerRequest request, Throwable failure) {
    return failure instanceof HttpClosedException
        || failure instanceof StreamResetException
        || isSo(request);
  }

  public static boolean isOpen(HttpServerRequest request) {
    return !(request.connection() instanceof HttpServerConnection served)
        || served.channelHandlerContext().channel().isOpen();
  }
}
