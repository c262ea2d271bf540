package io.flagpost.platform.web.framing;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/**
 * Normalises what a request says about its connection, for the library.
 *
 * <p>A request to upgrade to clear-text HTTP/2 (h2c) is kept only where it can be granted;
 * otherwise it is ignored, which RFC 9110 section 7.8 allows at any time. The library would answer
 * an incomplete one with a 400 of its own, upgrade before it has read a body that may wait for a
 * 100 (Continue) that can then no longer be sent, and upgrade after a head that it could not read.
 *
 * <p>{@code Connection} is a list; the library only knows single values.
 *
 * <p>Stands behind the library's decoder; on the connection's event loop.
 */
final class ConnectionOptions extends ChannelInboundHandlerAdapter {
  private static final String H2C = "h2c";
  private static final String SETTINGS = "HTTP2-Settings";
  private static final int BYTES_OF_A_SETTING = 6;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      HttpHeaders headers = request.headers();
      if (headers.contains(HttpHeaderNames.UPGRADE) && !canBeGranted(request)) {
        headers.remove(HttpHeaderNames.UPGRADE);
      }
      List<String> options = headers.getAll(HttpHeaderNames.CONNECTION);
      if (!options.isEmpty() && !headers.contains(HttpHeaderNames.UPGRADE)) {
        simplify(headers);
      }
    }
    context.fireChannelRead(message);
  }

  private static void simplify(HttpHeaders headers) {
    for (CharSequence known : List.of(HttpHeaderValues.CLOSE, HttpHeaderValues.KEEP_ALIVE)) {
      if (headers.containsValue(HttpHeaderNames.CONNECTION, known, true)) {
        headers.set(HttpHeaderNames.CONNECTION, known);
        return;
      }
    }
  }

  private static boolean canBeGranted(HttpRequest request) {
    HttpHeaders headers = request.headers();
    List<String> settings = headers.getAll(SETTINGS);
    return request.decoderResult().isSuccess()
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && H2C.equalsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE))
        && headers.getAll(HttpHeaderNames.CONNECTION).size() == 1
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && headers.containsValue(HttpHeaderNames.CONNECTION, SETTINGS, true)
        && settings.size() == 1
        && areReadable(settings.get(0))
        && !hasBody(headers);
  }

  private static boolean hasBody(HttpHeaders headers) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && !length.chars().allMatch(digit -> digit == '0'));
  }

  /** Whether the library can decode the settings. */
  private static boolean areReadable(String settings) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(settings));
      Http2Settings read = new Http2Settings();
      boolean whole = bytes.remaining() % BYTES_OF_A_SETTING == 0;
      while (whole && bytes.hasRemaining()) {
        char id = bytes.getChar();
        read.put(id, Long.valueOf(Integer.toUnsignedLong(bytes.getInt())));
      }
      return whole && read.size() * BYTES_OF_A_SETTING <= bytes.capacity();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
