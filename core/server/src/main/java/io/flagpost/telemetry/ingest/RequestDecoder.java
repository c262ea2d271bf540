package io.flagpost.telemetry.ingest;

import io.flagpost.platform.coding.Content;
import io.flagpost.platform.coding.ContentCoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes of a request to its fields.
 *
 * <p>The content type decides how the body is read. A body that begins with an opening brace and is
 * a JSON object is one also where a form was promised, and so is a body of a missing or unknown
 * type. A body of none of these is unreadable: it has no fields, and only the query can hold the
 * API key parameter. The query is always read; a field of the body wins over a parameter of its
 * name.
 *
 * <p>Pure, on any thread, in time and memory linear in the size of the request. Throws for nothing
 * that a client can send.
 */
public final class RequestDecoder {
  private RequestDecoder() {}

  /**
   * Decodes a request.
   *
   * @param bodyLimit the most bytes that the body may have after content decoding
   */
  public static Decoding decode(InboundRequest request, int bodyLimit) {
    Content content = ContentCoding.decode(request.body(), request.contentEncoding(), bodyLimit);
    if (content instanceof Content.TooLarge) {
      return new Decoding.TooLarge();
    }
    return content instanceof Content.Plain plain
        ? read(request, plain.bytes())
        : decoded(
            request,
            new Body(request.body(), request.contentType(), request.contentEncoding(), null),
            new FieldCollector());
  }

  private static Decoding read(InboundRequest request, byte[] plain) {
    for (BodyFormat candidate : candidates(plain, request.contentType())) {
      FieldCollector fields = new FieldCollector();
      if (candidate.decode(plain, fields)) {
        return decoded(request, new Body(plain, request.contentType(), null, candidate), fields);
      }
    }
    Body unreadable = new Body(plain, request.contentType(), null, null);
    return decoded(request, unreadable, new FieldCollector());
  }

  private static Decoding decoded(InboundRequest request, Body body, FieldCollector fields) {
    return new Decoding.Decoded(
        new DecodedRequest(body, fields, QueryString.bytes(request.query())));
  }

  private static List<BodyFormat> candidates(byte[] body, @Nullable String contentType) {
    if (body.length == 0) {
      return List.of(BodyFormat.EMPTY);
    }
    BodyFormat promised = BodyFormat.promisedBy(contentType);
    return promised != BodyFormat.JSON && BodyFormat.looksLikeJson(body)
        ? List.of(BodyFormat.JSON, promised)
        : List.of(promised);
  }
}
