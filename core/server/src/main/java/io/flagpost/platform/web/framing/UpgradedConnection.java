package io.flagpost.platform.web.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Holds the answer to an upgrade from HTTP/1.1 to clear-text HTTP/2 (h2c) back until the client has
 * sent its first HTTP/2 bytes. A server need not wait, but the JDK's client (17 and 25) loses what
 * arrives during the upgrade: of the first answers that were longer than a frame, one in a hundred
 * never arrived, though every byte had been sent.
 *
 * <p>Stands before the handler of HTTP/2, on the connection's event loop: requests come by as
 * objects, the first bytes are the client's own HTTP/2, even where they came together with the last
 * ones of the request that asked for the change.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each write has a promise of its own
final class UpgradedConnection extends ChannelDuplexHandler {
  /** The handler, in Vert.x, of the request that asks for the upgrade. */
  private static final String UPGRADE_HANDLER = "h2c";

  private final PendingWriteQueue held;

  private UpgradedConnection(ChannelPipeline pipeline) {
    held = new PendingWriteQueue(pipeline.channel());
  }

  /** To be called by a server's connection handler; only upgraded ones are held back. */
  static void holdBack(HttpConnection connection) {
    if (connection instanceof HttpServerConnection served) {
      ChannelHandlerContext context = served.channelHandlerContext();
      ChannelPipeline pipeline = context.pipeline();
      if (context.handler() instanceof Http2ConnectionHandler
          && pipeline.get(UPGRADE_HANDLER) != null) {
        pipeline.addBefore(context.name(), null, new UpgradedConnection(pipeline));
      }
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    held.add(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf) {
      context.pipeline().remove(this);
    }
    context.fireChannelRead(message);
  }

  /** Also when the connection has ended; what was kept then fails. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    held.removeAndWriteAll();
    context.flush();
  }
}
