package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Requests as clients send them. */
final class Requests {
  static final int LIMIT = 1 << 20;
  static final String FORM = "application/x-www-form-urlencoded";
  static final String JSON = "application/json";
  static final String BOUNDARY = "----boundary7d3";
  static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;
  static final String API_KEY = "2964c3c9-0b5d-4d89-b3ac-4668f30bc492";

  private Requests() {}

  /** The request of the interface's published description, without the API key. */
  static Map<String, String> example() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("data_type", "numeric-single-value");
    fields.put("numeric_data_single_value", "50");
    fields.put("product_id", "1");
    fields.put("user_identifier", "554dddsqfqs4dqd5qsd74q");
    fields.put("license_key", "9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541");
    fields.put("activation_identifier", "12135644");
    fields.put("product_version", "1.0.1");
    fields.put("data_group", "test_group");
    return fields;
  }

  /** The example with one more field, or one field replaced. */
  static Map<String, String> exampleWith(String name, String value) {
    Map<String, String> fields = example();
    fields.put(name, value);
    return fields;
  }

  static String formText(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            e ->
                URLEncoder.encode(e.getKey(), UTF_8) + "=" + URLEncoder.encode(e.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** JSON whose values are all strings; names and values need no escapes. */
  static String jsonText(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(e -> "\"" + e.getKey() + "\":\"" + e.getValue() + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String multipartText(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            e ->
                String.format(
                    Locale.ROOT,
                    "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                    BOUNDARY,
                    e.getKey(),
                    e.getValue()))
        .collect(Collectors.joining("", "", "--" + BOUNDARY + "--\r\n"));
  }

  /** Finds this key as the one that was presented; the gateway knows no other. */
  static CredentialFinder credentials(String presentedKey) {
    return new CredentialFinder(presentedKey, text -> false);
  }

  static DecodedRequest form(String body) {
    return decode(FORM, "", body.getBytes(UTF_8));
  }

  static DecodedRequest form(Map<String, String> fields) {
    return form(formText(fields));
  }

  static DecodedRequest json(String body) {
    return decode(JSON, "", body.getBytes(UTF_8));
  }

  static DecodedRequest multipart(String body) {
    return decode(MULTIPART, "", body.getBytes(UTF_8));
  }

  static DecodedRequest query(String query) {
    return decode(null, query, new byte[0]);
  }

  static DecodedRequest decode(@Nullable String contentType, String query, byte[] body) {
    return decode(new InboundRequest(contentType, null, query, body));
  }

  static DecodedRequest decode(InboundRequest request) {
    return RequestDecoder.decode(request, LIMIT)
        .fold(
            decoded -> decoded,
            () -> {
              throw new AssertionError("too large");
            });
  }

  static byte[] gzip(byte[] body) {
    return packed(body, out -> new GZIPOutputStream(out));
  }

  static byte[] packed(byte[] body, Packer packer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.over(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** Opens a packing stream. */
  interface Packer {
    OutputStream over(OutputStream out) throws IOException;
  }
}
