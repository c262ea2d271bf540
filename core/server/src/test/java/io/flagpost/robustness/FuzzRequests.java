package io.flagpost.robustness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagpost.telemetry.ingest.BrokenRequests;
import io.flagpost.telemetry.ingest.InboundRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Makes requests of every broken kind that the wire contract names. Seeded. */
final class FuzzRequests {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";
  private static final String VALID =
      """
      {"data_type":"numeric-single-value","numeric_data_single_value":50.10,"product_id":1,\
      "user_identifier":"ann","license_key":"9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541",\
      "activation_identifier":"12135644","product_version":"1.0.1","data_group":"fuzz"}""";
  private static final List<String> SHAPES =
      List.of(
          "\"hwid\":\"A-B-C\",\"country\":\"NL\",\"flags\":[\"vm\",\"debugger\"]",
          "\"flags\":{\"vm\":true,\"debugger\":{\"since\":1}},\"hwid\":null",
          "\"metadata\":{\"build_checksum\":\"x\",\"sequence\":-1,\"os\":[1,2]}",
          "\"metadata\":\"{\\\"sequence\\\":7}\",\"country\":[[]]",
          "\"metadata\":[],\"event_id\":\"no uuid\",\"occurred_at\":\"yesterday\"",
          "\"user_identifier\":[\"a\"],\"license_key\":{\"a\":1},\"text_data\":false",
          "\"user_identifier\":\"blocked-user\",\"hwid\":1e400");
  private static final List<String> CONTENT_TYPES =
      List.of(
          "text/xml; charset=utf-16",
          "application/json; charset=iso-8859-9",
          "multipart/mixed; boundary=x",
          "multipart/form-data; boundary=" + "b".repeat(300),
          "application/x-www-form-urlencoded;;;=",
          "*/*",
          ";",
          "json",
          "APPLICATION/JSON");

  private final Random random;
  private final BrokenRequests mixed;
  private final List<Supplier<InboundRequest>> kinds =
      List.of(
          this::mutated,
          this::noise,
          this::shapes,
          this::strayContentType,
          this::garbageQuery,
          this::notUtf8,
          this::unusualCharacters,
          this::byteOrderMark,
          this::hugeNumber,
          this::repeatedNames,
          this::brokenPacking,
          this::notAnObject);
  private final List<Supplier<InboundRequest>> largeKinds =
      List.of(this::tenThousandFields, this::deepNesting, this::longText);

  FuzzRequests(long seed) {
    random = new Random(seed);
    mixed = new BrokenRequests(seed);
  }

  InboundRequest next() {
    if (random.nextInt(150) == 0) {
      return pick(largeKinds).get();
    }
    return random.nextBoolean() ? mixed.next() : pick(kinds).get();
  }

  private InboundRequest mutated() {
    byte[] bytes = VALID.getBytes(UTF_8);
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return request(JSON, bytes);
  }

  private InboundRequest noise() {
    byte[] noise = new byte[random.nextInt(2_000)];
    random.nextBytes(noise);
    return request(random.nextBoolean() ? JSON : FORM, noise);
  }

  private InboundRequest shapes() {
    return json("{" + VALID.substring(1, VALID.length() - 1) + "," + pick(SHAPES) + "}");
  }

  private InboundRequest strayContentType() {
    return request(pick(CONTENT_TYPES), VALID.getBytes(UTF_8));
  }

  private InboundRequest garbageQuery() {
    StringBuilder query = new StringBuilder();
    for (int length = 1 + random.nextInt(300); length > 0; length--) {
      query.append((char) (0x21 + random.nextInt(0xDF)));
    }
    return new InboundRequest(JSON, null, query.toString(), VALID.getBytes(UTF_8));
  }

  private InboundRequest notUtf8() {
    String bytes = pick(List.of("\u00ff\u00fe", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00f8"));
    return request(JSON, VALID.replace("ann", bytes).getBytes(ISO_8859_1));
  }

  private InboundRequest unusualCharacters() {
    String escape =
        pick(List.of("\\u0000", "\\ud83d", "\\ude00\\ud83d", "\\uFFFF", "\\b", "\u202e"));
    return json(VALID.replace("fuzz", "a" + escape + "b"));
  }

  private InboundRequest byteOrderMark() {
    return random.nextBoolean()
        ? json("\uFEFF" + VALID)
        : request(JSON, ("\uFEFF" + VALID).getBytes(UTF_16LE));
  }

  private InboundRequest hugeNumber() {
    String digits = "9".repeat(1 + random.nextInt(3_000));
    String number = pick(List.of(digits, "-" + digits + ".5", "1e" + digits, "0." + digits));
    return json(VALID.replace(random.nextBoolean() ? "50.10" : ":1,", ":" + number + ","));
  }

  private InboundRequest repeatedNames() {
    return random.nextBoolean()
        ? json("{" + VALID.substring(1, VALID.length() - 1) + "," + VALID.substring(1))
        : request(FORM, "data_group=a&data_group=b&data_group[]=c&data_group".getBytes(UTF_8));
  }

  private InboundRequest brokenPacking() {
    boolean gzip = random.nextBoolean();
    byte[] packed = packed(gzip);
    if (random.nextBoolean()) {
      packed[random.nextInt(packed.length)] ^= (byte) (1 + random.nextInt(255));
    } else {
      packed = Arrays.copyOf(packed, random.nextInt(packed.length));
    }
    return new InboundRequest(JSON, gzip ? "gzip" : "deflate", "", packed);
  }

  private InboundRequest notAnObject() {
    return json(pick(List.of("[" + VALID + "]", "null", "1", "\"text\"", "", "{", VALID + VALID)));
  }

  private InboundRequest tenThousandFields() {
    String separator = random.nextBoolean() ? "&" : ",";
    String fields =
        IntStream.range(0, 10_000)
            .mapToObj(i -> separator.equals("&") ? "f" + i + "=" + i : "\"f" + i + "\":" + i)
            .collect(Collectors.joining(separator));
    return separator.equals("&") ? request(FORM, fields.getBytes(UTF_8)) : json("{" + fields + "}");
  }

  private InboundRequest deepNesting() {
    int depth = 1 + random.nextInt(100_000);
    String closing = random.nextBoolean() ? "]".repeat(depth) : "";
    return json("{\"data_group\":" + "[".repeat(depth) + closing + "}");
  }

  private InboundRequest longText() {
    return json("{\"data_type\":\"text\",\"text_data\":\"" + "\u0131".repeat(70_000) + "\"}");
  }

  private static InboundRequest json(String body) {
    return request(JSON, body.getBytes(UTF_8));
  }

  private static InboundRequest request(@Nullable String contentType, byte[] body) {
    return new InboundRequest(contentType, null, "", body);
  }

  private static byte[] packed(boolean gzip) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
      out.write(VALID.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
