package io.flagpost.platform.web.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.impl.Http1xOrH2CHandler;

/**
 * Installs {@link RequestFraming} on a clear-text connection. There the library installs its HTTP/1
 * codec at the first byte that differs from HTTP/2's preface, and calls no handler before the first
 * request was read: so this one sees the bytes before that.
 *
 * <p>First in the pipeline of an accepted connection, until its protocol is known; does nothing
 * where it is not clear-text HTTP.
 */
public final class PlainTextProtocol extends ChannelInboundHandlerAdapter {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private int seen;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ChannelPipeline pipeline = context.pipeline();
    if (!(message instanceof ByteBuf bytes) || pipeline.get(Http1xOrH2CHandler.class) == null) {
      pipeline.remove(this);
      context.fireChannelRead(message);
      return;
    }
    int begin = bytes.readerIndex();
    int most = Math.min(bytes.readableBytes(), PREFACE.length - seen);
    int same = 0;
    while (same < most && bytes.getByte(begin + same) == PREFACE[seen + same]) {
      same++;
    }
    seen += same;
    if (same < most) {
      startHttp1(context, bytes, same);
    } else {
      if (seen == PREFACE.length) {
        pipeline.remove(this);
      }
      context.fireChannelRead(bytes);
    }
  }

  private void startHttp1(ChannelHandlerContext context, ByteBuf bytes, int same) {
    byte[] first = new byte[seen + 1];
    System.arraycopy(PREFACE, 0, first, 0, seen);
    first[seen] = bytes.getByte(bytes.readerIndex() + same);
    context.fireChannelRead(bytes.readRetainedSlice(same + 1));
    RequestFraming.place(context.pipeline(), first);
    context.pipeline().remove(this);
    if (bytes.isReadable()) {
      context.fireChannelRead(bytes);
    } else {
      bytes.release();
    }
  }
}
