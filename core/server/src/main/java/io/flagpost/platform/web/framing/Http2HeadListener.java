package io.flagpost.platform.web.framing;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;

/** Sees HTTP/2 heads before the library turns them into requests. */
public abstract class Http2HeadListener extends Http2FrameListenerDecorator {
  protected Http2HeadListener(Http2FrameListener library) {
    super(library);
  }

  /**
   * Called with a head, or with trailers.
   *
   * @throws Http2Exception to hide it from the library: a stream error or a connection error
   */
  protected abstract void head(int stream, Http2Headers headers) throws Http2Exception;

  @Override
  public final void onHeadersRead(
      ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean last)
      throws Http2Exception {
    head(stream, headers);
    super.onHeadersRead(context, stream, headers, padding, last);
  }

  @Override
  public final void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last)
      throws Http2Exception {
    head(stream, headers);
    super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, last);
  }
}
