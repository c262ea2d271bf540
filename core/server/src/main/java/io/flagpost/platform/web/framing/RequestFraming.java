package io.flagpost.platform.web.framing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Validates the bytes of HTTP/1 before the library parses them. The library is more lenient than
 * RFC 9112 and parses some requests differently from a proxy in front of it: that is how request
 * smuggling works.
 *
 * <p>Valid bytes pass unchanged. In place of the first invalid byte the library gets a line that it
 * certainly rejects, and nothing after it: so an error is handled in the same way, whoever found
 * it.
 *
 * <p>Stands before the library's decoder; on the connection's event loop.
 */
final class RequestFraming extends ChannelInboundHandlerAdapter {
  private static final String DECODER = "httpDecoder";
  private static final String ENCODER = "httpEncoder";

  /** Bytes held back until the first clear-text request. */
  private static final String UPGRADE_HANDLER = "h2c";

  /** No line of a head or between chunks: it ends in a bare LF, and there is a NUL before it. */
  private static final byte[] UNREADABLE_LINE = {'x', 0, '\n'};

  private enum Part {
    HEAD,
    BODY,
    CHUNKS
  }

  private final HeadScanner head = new HeadScanner();
  private final ChunkScanner chunks = new ChunkScanner(head);
  private Part part = Part.HEAD;
  private long rest;
  private boolean refused;

  /** Whether the head that was just read asks for an upgrade. */
  private boolean mayChange;

  private RequestFraming() {}

  /**
   * To be called by a server's connection handler. In clear text that is called too late, with the
   * first request; there {@link PlainTextProtocol} installs it.
   */
  static void place(HttpConnection connection) {
    if (connection instanceof HttpServerConnection served) {
      ChannelPipeline pipeline = served.channelHandlerContext().pipeline();
      if (pipeline.get(UPGRADE_HANDLER) == null) {
        place(pipeline, new byte[0]);
      }
    }
  }

  /**
   * Installs it before the decoder, if there is one and it is not installed yet.
   *
   * @param read what the decoder has already got of the first request
   */
  static void place(ChannelPipeline pipeline, byte[] read) {
    if (pipeline.get(DECODER) == null || pipeline.get(RequestFraming.class) != null) {
      return;
    }
    RequestFraming framing = new RequestFraming();
    pipeline.addBefore(DECODER, null, framing);
    pipeline.addAfter(ENCODER, null, new LastAnswer());
    pipeline.addAfter(ENCODER, null, new ConnectionOptions());
    framing.scan(Unpooled.wrappedBuffer(read));
    if (framing.refused) {
      refuse(pipeline.context(framing));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
    } else if (refused) {
      bytes.release();
    } else {
      pass(context, bytes);
    }
  }

  private void pass(ChannelHandlerContext context, ByteBuf bytes) {
    int stop = scan(bytes);
    while (mayChange && stop < bytes.writerIndex()) {
      context.fireChannelRead(bytes.readRetainedSlice(stop - bytes.readerIndex()));
      if (isChanged(context)) {
        context.fireChannelRead(bytes);
        return;
      }
      stop = scan(bytes);
    }
    if (stop > bytes.readerIndex()) {
      context.fireChannelRead(bytes.writerIndex(stop));
    } else {
      bytes.release();
    }
    if (refused) {
      refuse(context);
    } else if (mayChange) {
      isChanged(context);
    }
  }

  /** Whether the connection uses HTTP/2 from now on. */
  private boolean isChanged(ChannelHandlerContext context) {
    mayChange = false;
    ChannelPipeline pipeline = context.pipeline();
    if (pipeline.get(DECODER) != null) {
      return false;
    }
    pipeline.remove(this);
    pipeline.remove(LastAnswer.class);
    pipeline.remove(ConnectionOptions.class);
    return true;
  }

  private static void refuse(ChannelHandlerContext context) {
    context.fireChannelRead(Unpooled.wrappedBuffer(UNREADABLE_LINE));
  }

  /**
   * Reads bytes that are not changed by it.
   *
   * @return where it has stopped: at the one that is refused; behind a head that may be the last
   *     one in HTTP/1; or at the end
   */
  private int scan(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end && !refused && !mayChange) {
      at =
          switch (part) {
            case HEAD -> head(bytes, at, end);
            case BODY -> body(at, end);
            case CHUNKS -> chunks(bytes, at, end);
          };
    }
    return at;
  }

  private int head(ByteBuf bytes, int from, int end) {
    int stop = bytes.forEachByte(from, end - from, head);
    if (stop < 0) {
      return end;
    }
    if (!head.isComplete()) {
      refused = true;
      return stop;
    }
    mayChange = head.asksForUpgrade();
    rest = head.contentLength();
    if (head.isChunked()) {
      part = Part.CHUNKS;
      chunks.begin();
    } else if (rest > 0) {
      part = Part.BODY;
    } else {
      requestRead();
    }
    return stop + 1;
  }

  private int body(int from, int end) {
    int count = (int) Math.min(rest, end - from);
    rest -= count;
    if (rest == 0) {
      requestRead();
    }
    return from + count;
  }

  private int chunks(ByteBuf bytes, int from, int end) {
    int stop = chunks.advance(bytes, from, end);
    refused = chunks.isMalformed();
    if (chunks.isComplete()) {
      requestRead();
    }
    return stop;
  }

  private void requestRead() {
    part = Part.HEAD;
    head.beginHead();
  }
}
