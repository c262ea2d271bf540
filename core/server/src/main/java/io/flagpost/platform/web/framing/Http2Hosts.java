package io.flagpost.platform.web.framing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.List;
import java.util.Map;

/**
 * Ensures that an HTTP/2 request names one host: by {@code :authority}, or by one {@code Host}, or
 * by both if they say the same (RFC 9113 section 8.3.1). Of several the library would see the
 * first. A request that breaks the rule loses all of its hosts, which marks it. A method that is
 * not a token, and a value with a forbidden character, end the stream (sections 8.2.1 and 8.3.1).
 * The library enforces the other framing rules: connection-specific fields, and a length that
 * differs from the data, end the stream.
 */
final class Http2Hosts extends Http2HeadListener {
  private Http2Hosts(Http2FrameListener library) {
    super(library);
  }

  /** To be called by a server's connection handler. */
  static void place(HttpConnection connection) {
    if (connection instanceof HttpServerConnection served
        && served.channelHandlerContext().handler() instanceof Http2ConnectionHandler http2) {
      http2.decoder().frameListener(new Http2Hosts(http2.decoder().frameListener()));
    }
  }

  /** Whether this is a request of HTTP/2 that does not name one host. */
  static boolean isMissing(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2 && request.authority() == null;
  }

  @Override
  protected void head(int stream, Http2Headers headers) throws Http2Exception {
    CharSequence method = headers.method();
    if (method != null && !isToken(method)) {
      throw malformed(stream);
    }
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      if (HttpHeaderValidationUtil.validateValidHeaderValue(field.getValue()) >= 0) {
        throw malformed(stream);
      }
    }
    if (!headers.contains(HttpHeaderNames.HOST)) {
      return;
    }
    List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
    CharSequence authority = headers.authority();
    boolean same =
        authority == null || AsciiString.contentEqualsIgnoreCase(authority, hosts.get(0));
    if (hosts.size() > 1 || !same) {
      headers.remove(HttpHeaderNames.HOST);
      headers.remove(Http2Headers.PseudoHeaderName.AUTHORITY.value());
    } else if (authority != null) {
      headers.remove(HttpHeaderNames.HOST); // says nothing more
    }
  }

  private static boolean isToken(CharSequence text) {
    return text.length() > 0 && HttpHeaderValidationUtil.validateToken(text) < 0;
  }

  private static Http2Exception malformed(int stream) {
    return Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "Malformed request");
  }
}
