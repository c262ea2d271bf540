package io.flagpost.platform.web.closing;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection of a stopping server so that its client gets every answer that is due, and
 * knows of every other request that it was not accepted.
 *
 * <ul>
 *   <li>With HTTP/2 the end is announced before it comes ({@link Http2Drain}).
 *   <li>With HTTP/1 the next answer says that it is the last one ({@link Http1Drain}). A connection
 *       between two requests gets a moment for that; silent ones are closed.
 *   <li>After the last answer the server's half alone is closed at first: what the client sent
 *       meanwhile would else make its system throw the answer away.
 * </ul>
 *
 * The library's own way (5.0.10) closes connections between two requests at once, does not announce
 * that with HTTP/1, and with HTTP/2 takes a request that crosses the announcement for a violation
 * of the protocol, which ends the connection with all that was under way.
 *
 * <p>The first handler in the pipeline. Used on the connection's event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that cannot be closed is closed
public final class ConnectionDrain extends ChannelDuplexHandler {
  /**
   * Within this time a client that is busy sends its next request, which can be answered with the
   * word that it was the last one.
   */
  private static final Duration QUIET = Duration.ofMillis(250);

  /** How long a client may take to close its own half. */
  private static final Duration LINGER = Duration.ofMillis(500);

  private final ChannelPipeline pipeline;
  private final LongSupplier nanoTime;
  private @Nullable HttpConnection http2;
  private @Nullable Http2Drain http2Drain;
  private long lastTraffic;
  private boolean draining;
  private boolean ended;

  private ConnectionDrain(ChannelPipeline pipeline, LongSupplier nanoTime) {
    this.pipeline = pipeline;
    this.nanoTime = nanoTime;
    this.lastTraffic = nanoTime.getAsLong();
  }

  /** Drains a connection from now on. */
  public static ConnectionDrain of(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    ConnectionDrain present = pipeline.get(ConnectionDrain.class);
    if (present != null) {
      return present;
    }
    ConnectionDrain added = new ConnectionDrain(pipeline, System::nanoTime);
    pipeline.addFirst(added);
    return added;
  }

  /**
   * Notes that a connection uses HTTP, and which version.
   *
   * @param requests handles its requests
   * @return handles them, except those that came too late
   */
  public static Handler<HttpServerRequest> around(
      HttpConnection connection, Handler<HttpServerRequest> requests) {
    if (!(connection instanceof HttpServerConnection served)) {
      return requests;
    }
    ChannelHandlerContext http = served.channelHandlerContext();
    ConnectionDrain drain = of(http.channel());
    if (http.handler() instanceof Http2ConnectionHandler) {
      drain.http2 = connection;
      return request -> {
        if (drain.takes(request)) {
          requests.handle(request);
        } else {
          Http2Drain.refuse(request);
        }
      };
    }
    http.pipeline().addBefore(http.name(), null, new Http1Drain(drain::end));
    return requests;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (ended) {
      ReferenceCountUtil.release(message);
      return;
    }
    lastTraffic = nanoTime.getAsLong();
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    lastTraffic = nanoTime.getAsLong();
    context.write(message, promise);
  }

  /** The library's signal that the server stops; with a time-out of 0 there is nothing to drain. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ShutdownEvent shutdown) || shutdown.timeout() == 0) {
      context.fireUserEventTriggered(event);
    } else if (!draining) {
      draining = true;
      look(Duration.ofMillis(shutdown.timeUnit().toMillis(shutdown.timeout())));
    }
  }

  private boolean takes(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_2
        || http2Drain == null
        || http2Drain.takes(request.streamId());
  }

  /** What is left to do depends on what the client has sent so far. */
  private void look(Duration limit) {
    if (ended || !pipeline.channel().isOpen()) {
      return;
    }
    Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
    if (handler != null) {
      Http2Drain begun =
          new Http2Drain(pipeline.context(handler), handler, http2, limit, this::end);
      http2Drain = begun;
      begun.begin();
      return;
    }
    Http1Drain http1 = pipeline.get(Http1Drain.class);
    if (http1 != null) {
      http1.begin();
    }
    long left = QUIET.toNanos() - (nanoTime.getAsLong() - lastTraffic);
    boolean busy = http1 != null && http1.isBusy();
    if (!busy && left <= 0) {
      pipeline.channel().close();
    } else {
      long pause = busy ? QUIET.toNanos() : left;
      pipeline.channel().eventLoop().schedule(() -> look(limit), pause, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * All answers that are due were written: ends the connection so that its client can read them.
   */
  public void end() {
    Channel channel = pipeline.channel();
    if (ended || !channel.isActive()) {
      return;
    }
    ended = true;
    channel.config().setAutoRead(true); // to see the client's end
    SslHandler tls = pipeline.get(SslHandler.class);
    ChannelFuture written =
        tls == null ? channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
    written.addListener(
        done -> {
          if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
          } else {
            closeSocket();
          }
        });
    channel.eventLoop().schedule(this::closeSocket, LINGER.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** From here on nobody in the pipeline has a say. */
  private void closeSocket() {
    ChannelHandlerContext context = pipeline.context(this);
    if (context != null) {
      context.close();
    }
  }
}
