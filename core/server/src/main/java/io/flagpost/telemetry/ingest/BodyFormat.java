package io.flagpost.telemetry.ingest;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the fields of a body are read from its bytes; can be asked again for another sink. */
@FunctionalInterface
interface BodyFormat {

  /** One JSON object. */
  BodyFormat JSON = (body, sink) -> JsonDecoder.decode(body, start(body), sink);

  /** An URL-encoded form. */
  BodyFormat FORM =
      (body, sink) -> {
        FormDecoder.decode(body, start(body), sink);
        return true;
      };

  /** A body of no bytes. */
  BodyFormat EMPTY = (body, sink) -> true;

  /**
   * Hands the fields to a sink.
   *
   * @return false if the body is not of this format; what the sink took then counts for nothing
   */
  boolean decode(byte[] body, FieldSink sink);

  /** A form in parts. */
  static BodyFormat multipart(String boundary) {
    return (body, sink) -> MultipartDecoder.decode(body, start(body), boundary, sink);
  }

  /** The format that a content type promises; JSON if it is missing or unknown. */
  static BodyFormat promisedBy(@Nullable String contentType) {
    if (contentType == null) {
      return JSON;
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case "application/x-www-form-urlencoded" -> FORM;
      case "multipart/form-data" -> {
        String boundary = HeaderParameter.find(contentType, "boundary");
        yield boundary == null || boundary.isEmpty() ? (body, sink) -> false : multipart(boundary);
      }
      default -> JSON;
    };
  }

  /** Whether the first thing in a body is an opening brace. */
  static boolean looksLikeJson(byte[] body) {
    int at = start(body);
    while (at < body.length && JsonScanner.isSpace(body[at])) {
      at++;
    }
    return at < body.length && body[at] == '{';
  }

  /** Where a body begins: behind the byte order mark, if it has one. */
  private static int start(byte[] body) {
    boolean marked =
        body.length >= 3
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }
}
