package io.flagpost.platform.web;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpServerConnection;

/** Tells clients that left before their answer from what went wrong with it. */
public final class ClientGone {
  private ClientGone() {}

  /**
   * Whether nobody is there any more to be answered. That a client leaves is nobody's fault, and
   * told by nothing but a failure to write, where that comes first. On the request's event loop.
   */
  public static boolean isSo(HttpServerRequest request) {
    return request.response().closed() || !isOpen(request);
  }

  /** The same, as of a request that failed. */
  public static boolean isSo(HttpServerRequest request, Throwable failure) {
    return failure instanceof HttpClosedException
        || failure instanceof StreamResetException
        || isSo(request);
  }

  static boolean isOpen(HttpServerRequest request) {
    return !(request.connection() instanceof HttpServerConnection served)
        || served.channelHandlerContext().channel().isOpen();
  }
}
