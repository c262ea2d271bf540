package io.flagpost.platform.web.connections;

import io.flagpost.platform.web.closing.ConnectionDrain;
import io.flagpost.platform.web.connections.ConnectionCounts.Cause;
import io.flagpost.platform.web.framing.Http2HeadListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one HTTP/2 connection may cost, whatever its client acknowledges. A server's settings
 * bind the client once they are acknowledged, and the library enforces them only from then on: a
 * client that never acknowledges may open any number of streams. Here the number of streams is
 * limited from the beginning, and so are the bytes of their heads, the share of frames that belong
 * to no request ({@link FrameBudget}), and the time for which a stream may wait for its client. The
 * library itself bounds resets, in both directions, the frames of one head, and queued answers to
 * pings and settings.
 *
 * <p>When a connection ends, each of its streams is notified once. The library would notify all of
 * them of each failed write.
 *
 * <p>Stands in the pipeline before the HTTP/2 handler; on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written is written to nobody
final class Http2Guard extends ChannelDuplexHandler {
  private static final int HEADER_OVERHEAD = 32;

  private final ChannelHandlerContext context;
  private final Http2ConnectionHandler http2;
  private final Http2Connection connection;
  private final Http2Streams streams;
  private final Http2FrameListener library;
  private final ConnectionCounts counts;
  private final LongSupplier nanoTime;
  private final FrameBudget budget;
  private boolean cut;
  private boolean toldWhy;
  private boolean gone;

  private Http2Guard(
      ChannelHandlerContext context,
      Http2ConnectionHandler http2,
      ConnectionLimits limits,
      ConnectionCounts counts,
      LongSupplier nanoTime) {
    this.context = context;
    this.http2 = http2;
    this.connection = http2.connection();
    this.streams = new Http2Streams(http2, limits);
    this.library = http2.decoder().frameListener();
    this.counts = counts;
    this.nanoTime = nanoTime;
    long largestHead = http2.decoder().localSettings().maxHeaderListSize();
    this.budget = new FrameBudget(largestHead, nanoTime.getAsLong());
  }

  /**
   * Guards a connection, if it is HTTP/2; to be called before its first request.
   *
   * @return null if it is not
   */
  static @Nullable Http2Guard install(
      HttpServerConnection served,
      ConnectionLimits limits,
      ConnectionCounts counts,
      LongSupplier nanoTime) {
    ChannelHandlerContext context = served.channelHandlerContext();
    if (!(context.handler() instanceof Http2ConnectionHandler http2)) {
      return null;
    }
    Http2Guard guard = new Http2Guard(context, http2, limits, counts, nanoTime);
    guard.begin();
    return guard;
  }

  /** The guard of a connection; null if it has none. */
  static @Nullable Http2Guard of(HttpServerConnection served) {
    return served.channelHandlerContext().pipeline().get(Http2Guard.class);
  }

  private void begin() {
    connection.remote().maxActiveStreams(ConnectionLimits.MOST_STREAMS);
    http2.decoder().frameListener(new Frames());
    connection.addListener(new Ends());
    context.pipeline().addBefore(context.name(), null, this);
    // Comes before what was to be written fails, one write after the other.
    context.channel().closeFuture().addListener(closed -> end());
  }

  private void end() {
    if (gone) {
      return;
    }
    gone = true;
    connection.close(context.channel().voidPromise());
  }

  /** Streams that have not ended on both sides. */
  int streams() {
    return streams.count();
  }

  /** Whether there are streams, and all of them wait for their client. */
  boolean isWaitingForClient() {
    return streams.isWaitingForClient();
  }

  /** Ends a stream as if its client had, and tells the client. */
  void reset(int streamId) {
    if (connection.stream(streamId) == null) {
      return;
    }
    try {
      library.onRstStreamRead(context, streamId, Http2Error.CANCEL.code());
    } catch (Http2Exception e) {
      http2.onError(context, false, e);
    }
    http2
        .encoder()
        .writeRstStream(context, streamId, Http2Error.CANCEL.code(), context.newPromise());
    context.flush();
  }

  /** Ends the streams whose clients do not continue them. */
  void sweep(long now) {
    for (Http2Stream stream : streams.active()) {
      Cause cause = streams.overdue(stream, now);
      if (cause != null) {
        counts.countCut(cause);
        reset(stream.id());
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message); // part of the request that asked for the change of protocol
      return;
    }
    if (cut) {
      ReferenceCountUtil.release(message);
      return;
    }
    budget.spend(bytes.readableBytes(), nanoTime.getAsLong());
    ctx.fireChannelRead(message);
    if (budget.isOverdrawn()) {
      cut();
    }
  }

  /**
   * Streams that end with their connection leave resets behind for which there is nobody any more:
   * each that failed would be told to all streams that are left. What goes out else will be
   * acknowledged.
   */
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (gone) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    } else {
      if (message instanceof ByteBuf bytes) {
        budget.sent(bytes.readableBytes());
      }
      ctx.write(message, promise);
    }
  }

  /**
   * Whoever is told why its connection ends has to be able to read it: closing one with unread
   * input resets it. Its streams end at once; what it still sends is thrown away for a moment.
   */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!toldWhy || !ctx.channel().isActive()) {
      ctx.close(promise);
      return;
    }
    end();
    ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    ConnectionDrain.of(ctx.channel()).end();
  }

  private void cut() {
    cut = true;
    counts.countCut(Cause.FLOOD);
    http2.goAway(
        context,
        connection.remote().lastStreamCreated(),
        Http2Error.ENHANCE_YOUR_CALM.code(),
        Unpooled.EMPTY_BUFFER,
        context.newPromise());
    context.flush();
    context.channel().close();
  }

  /** Sees frames before the library turns them into requests. */
  private final class Frames extends Http2HeadListener {
    Frames() {
      super(library);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
        throws Http2Exception {
      int bytes = data.readableBytes();
      if (bytes > 0) {
        budget.body(bytes);
        streams.heard(streamId, nanoTime.getAsLong());
      }
      return super.onDataRead(ctx, streamId, data, padding, end);
    }

    @Override
    protected void head(int streamId, Http2Headers headers) throws Http2Exception {
      int bytes = size(headers);
      budget.head(bytes);
      if (!streams.takeHead(streamId, bytes, nanoTime.getAsLong())) {
        counts.countCut(Cause.HEADERS);
        throw Http2Exception.streamError(
            streamId, Http2Error.ENHANCE_YOUR_CALM, "The heads of all streams are too large");
      }
    }

    private static int size(Http2Headers headers) {
      int bytes = 0;
      for (Map.Entry<CharSequence, CharSequence> header : headers) {
        bytes += header.getKey().length() + header.getValue().length() + HEADER_OVERHEAD;
      }
      return bytes;
    }
  }

  private final class Ends extends Http2ConnectionAdapter {
    @Override
    public void onGoAwaySent(int lastStream, long errorCode, ByteBuf text) {
      toldWhy |= errorCode != Http2Error.NO_ERROR.code();
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      streams.ended(stream);
    }
  }
}
