package io.flagpost.platform.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a documented value as a body of its media type. */
final class RequestEncoder {
  private static final String BOUNDARY = "documented-example";

  private RequestEncoder() {}

  /** The {@code Content-Type} header of what {@link #encode} writes. */
  static String contentType(String mediaType) {
    return mediaType.equals("multipart/form-data")
        ? mediaType + "; boundary=" + BOUNDARY
        : mediaType;
  }

  static byte[] encode(String mediaType, JsonNode value) {
    String text =
        switch (mediaType) {
          case "application/json" -> value.toString();
          case "application/x-www-form-urlencoded" -> form(value);
          case "multipart/form-data" -> multipart(value);
          default -> throw new IllegalStateException("no way to write " + mediaType);
        };
    return text.getBytes(UTF_8);
  }

  /** Name and value pairs as in a form or a query. */
  static String form(JsonNode value) {
    return value.properties().stream()
        .map(field -> quote(field.getKey()) + "=" + quote(text(field.getValue())))
        .collect(Collectors.joining("&"));
  }

  private static String multipart(JsonNode value) {
    return value.properties().stream()
        .map(
            field ->
                String.format(
                    Locale.ROOT,
                    "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                    BOUNDARY,
                    field.getKey(),
                    text(field.getValue())))
        .collect(Collectors.joining("", "", "--" + BOUNDARY + "--\r\n"));
  }

  private static String quote(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String text(JsonNode value) {
    if (!value.isValueNode()) {
      throw new IllegalStateException("a form has no way to write " + value);
    }
    return value.asText();
  }
}
