package io.flagpost.platform.web.content;

import io.flagpost.platform.hash.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Content that never changes while the program runs, held plain and compressed. A client may cache
 * it but has to revalidate each time, so that a new version is seen at once.
 */
public final class StaticContent {
  private static final int NOT_MODIFIED = 304;

  /**
   * One form of the content.
   *
   * @param status 200, or 304 without a body
   * @param headers the headers that describe it
   * @param body not to be changed
   */
  public record Representation(int status, Map<String, String> headers, Buffer body) {
    public Representation {
      headers = Map.copyOf(headers);
    }
  }

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

  /** Prepares the content: hashes and compresses it, which is slow. */
  public static StaticContent of(String mediaType, byte[] content) throws IOException {
    var gzipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzipped)) {
      out.write(content);
    }
    return new StaticContent(mediaType, content, gzipped.toByteArray(), hash(content));
  }

  /** Answers a {@code GET} or {@code HEAD} with it, or with 304 if the client has it already. */
  public void answer(HttpServerRequest request) {
    Representation chosen = chosenFor(request);
    HttpServerResponse response = request.response().setStatusCode(chosen.status());
    chosen.headers().forEach(response.headers()::add);
    if (chosen.status() == NOT_MODIFIED) {
      response.end();
    } else {
      Bodies.end(request, chosen.body());
    }
  }

  /** The answer to a request: the content, or that the client's copy is current. */
  public Representation chosenFor(HttpServerRequest request) {
    boolean compress =
        Preferences.of(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING)).acceptsGzip();
    String tag = compress ? gzippedTag : plainTag;
    var headers = new LinkedHashMap<String, String>();
    headers.put("ETag", tag);
    headers.put("Cache-Control", "no-cache");
    headers.put("Vary", "Accept-Encoding");
    if (isAmong(tag, request.headers().getAll(HttpHeaders.IF_NONE_MATCH))) {
      return new Representation(NOT_MODIFIED, headers, Buffer.buffer());
    }
    headers.put("Content-Type", mediaType);
    if (compress) {
      headers.put("Content-Encoding", "gzip");
    }
    return new Representation(200, headers, compress ? gzipped : plain);
  }

  /**
   * Whether an {@code If-None-Match} header names this entity tag, compared weakly (RFC 9110,
   * section 13.1.2).
   *
   * @param ifNoneMatch the header's values
   */
  public static boolean isAmong(String tag, List<String> ifNoneMatch) {
    return HeaderList.elements(ifNoneMatch).stream()
        .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
  }

  private static String hash(byte[] content) {
    return HexFormat.of().formatHex(Sha256.digest().digest(content), 0, 12);
  }
}
