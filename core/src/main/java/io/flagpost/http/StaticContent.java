package io.flagpost.http;

import io.flagpost.hash.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Content that never changes while the program runs, held plain and compressed. A client may keep
 * it but asks each time whether it is still current, so that a new version is seen at once.
 */
final class StaticContent {
  private final String mediaType;
  private final Buffer plain;
  private final Buffer gzipped;
  private final String plainTag;
  private final String gzippedTag;

  private StaticContent(String mediaType, byte[] plain, byte[] gzipped, String hash) {
    this.mediaType = mediaType;
    this.plain = Buffer.buffer(plain);
    this.gzipped = Buffer.buffer(gzipped);
    this.plainTag = '"' + hash + '"';
    this.gzippedTag = '"' + hash + "-gzip\"";
  }

  /** Prepares the content: hashes and compresses it, which takes its time. */
  static StaticContent of(String mediaType, byte[] content) throws IOException {
    var gzipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzipped)) {
      out.write(content);
    }
    return new StaticContent(mediaType, content, gzipped.toByteArray(), hash(content));
  }

  /** Answers a {@code GET} or {@code HEAD} with it, or with 304 if the client has it already. */
  void answer(HttpServerRequest request) {
    boolean compress = acceptsGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    String tag = compress ? gzippedTag : plainTag;
    HttpServerResponse response =
        request
            .response()
            .putHeader(HttpHeaders.ETAG, tag)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    response.headers().add(HttpHeaders.VARY, "Accept-Encoding");
    if (isAmong(tag, request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(304).end();
      return;
    }
    Buffer body = compress ? gzipped : plain;
    response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
    if (compress) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    Bodies.end(request, body);
  }

  private static boolean acceptsGzip(@Nullable String acceptEncoding) {
    return acceptEncoding != null
        && Arrays.stream(acceptEncoding.toLowerCase(Locale.ROOT).split(","))
            .map(coding -> coding.replace(" ", ""))
            .anyMatch(
                coding -> coding.equals("gzip") || coding.matches("gzip;q=(1|0\\.0*[1-9]).*"));
  }

  /** Whether an {@code If-None-Match} header names this entity tag. */
  static boolean isAmong(String tag, @Nullable String ifNoneMatch) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
  }

  private static String hash(byte[] content) {
    return HexFormat.of().formatHex(Sha256.digest().digest(content), 0, 12);
  }
}
