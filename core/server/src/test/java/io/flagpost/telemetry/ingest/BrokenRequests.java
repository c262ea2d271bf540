package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.API_KEY;
import static io.flagpost.telemetry.ingest.Requests.FORM;
import static io.flagpost.telemetry.ingest.Requests.JSON;
import static io.flagpost.telemetry.ingest.Requests.MULTIPART;
import static io.flagpost.telemetry.ingest.Requests.gzip;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes requests of every broken kind that clients, buggy or hostile, can send. Seeded. */
public final class BrokenRequests {
  private static final List<String> NAMES = Field.CONTRACT.stream().map(Field::wireName).toList();
  private static final List<String> OTHER_NAMES =
      List.of(
          "hwid",
          "country",
          "flags",
          "metadata",
          "nonce",
          "event_id",
          "occurred_at",
          "",
          "metadata[sequence]",
          "user_identifier[]",
          "license_key[a]",
          "Data_Group",
          "api_key[]");
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "text",
          "numeric-xy-axis",
          "numeric-single-value",
          "1",
          "01",
          "1e999",
          "NaN",
          "a\u0000b",
          "\uD83D\uDE00",
          "\uD800",
          "\uDC00\uD800",
          "\u00a0x\ufeff",
          "\uFFFD",
          "%zz",
          "a&b=c",
          "\"\\",
          "{\"sequence\":1}",
          "[1",
          "\r\n--" + Requests.BOUNDARY,
          "ç/İ/ı",
          API_KEY,
          "x".repeat(300),
          "\uD83D\uDE00".repeat(260),
          "9".repeat(70));
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-0.50e+3",
          "[]",
          "{}",
          "[1,[2,{\"a\":null}]]",
          "{\"sequence\":9}",
          "1e99999",
          "\"\\u0000\"",
          "\"\\ud83d\"",
          "\"\\uDE00\\uD83D\"",
          "\"\\u00e9\"",
          "NaN",
          "'x'",
          "9".repeat(500),
          "[".repeat(300) + "]".repeat(300),
          "[".repeat(300));
  private static final List<@Nullable String> CONTENT_TYPES =
      Arrays.asList(
          FORM,
          JSON,
          MULTIPART,
          null,
          "",
          "text/plain",
          "application/xml",
          "multipart/form-data",
          "multipart/form-data; boundary=\"",
          "MULTIPART/FORM-DATA;boundary=" + Requests.BOUNDARY);

  private final Random random;

  public BrokenRequests(long seed) {
    this.random = new Random(seed);
  }

  /** The next request; its API key, if it has one, is the demo's. */
  public InboundRequest next() {
    int kind = random.nextInt(4);
    byte[] body =
        switch (kind) {
          case 0 -> form().getBytes(UTF_8);
          case 1 -> json().getBytes(UTF_8);
          case 2 -> Requests.multipartText(fields()).getBytes(UTF_8);
          default -> noise();
        };
    if (chance(3)) {
      body = mutilated(body);
    }
    String encoding = null;
    if (chance(6)) {
      body = chance(4) ? body : gzip(body);
      encoding = pick(List.of("gzip", "gzip", "deflate", "br", "gzip, gzip"));
      body = chance(3) ? mutilated(body) : body;
    }
    String contentType =
        chance(3) ? pick(CONTENT_TYPES) : pick(CONTENT_TYPES.subList(kind % 3, kind % 3 + 1));
    return new InboundRequest(contentType, encoding, chance(4) ? form() : "", body);
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>(chance(2) ? Requests.example() : Map.of());
    for (int count = random.nextInt(5); count > 0; count--) {
      fields.put(name(), pick(TEXTS));
    }
    if (chance(2)) {
      fields.put("api_key", API_KEY);
    }
    return fields;
  }

  private String name() {
    return pick(chance(2) ? NAMES : OTHER_NAMES);
  }

  private String form() {
    StringBuilder form = new StringBuilder(Requests.formText(fields()));
    for (int count = random.nextInt(3); count > 0; count--) {
      form.append('&').append(name()).append('=');
      form.append(pick(List.of("%ff%fe", "%00", "%", "%c3", "+", "%ed%a0%80", spelled("%%%02x"))));
    }
    return form.toString();
  }

  private String json() {
    StringBuilder json = new StringBuilder(chance(20) ? "[{" : "{");
    fields()
        .forEach(
            (name, value) ->
                json.append(quoted(name)).append(':').append(quoted(value)).append(','));
    for (int count = random.nextInt(3); count > 0; count--) {
      json.append(quoted(name())).append(':').append(pick(VALUES)).append(',');
    }
    json.append("\"api_key\":\"").append(spelled("\\u%04x")).append("\"}");
    return json.toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean plain = c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
      quoted.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return quoted.append('"').toString();
  }

  private static String spelled(String format) {
    return API_KEY
        .chars()
        .mapToObj(c -> String.format(Locale.ROOT, format, c))
        .reduce("", String::concat);
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    return chance(2) ? Requests.concat(API_KEY.getBytes(UTF_8), noise) : noise;
  }

  private byte[] mutilated(byte[] body) {
    byte[] result = body.clone();
    for (int count = random.nextInt(4); count > 0 && result.length > 0; count--) {
      int at = random.nextInt(result.length);
      switch (random.nextInt(4)) {
        case 0 -> result[at] = (byte) random.nextInt(256);
        case 1 -> result = Arrays.copyOf(result, at);
        case 2 -> result = Arrays.copyOfRange(result, at, result.length);
        default ->
            result =
                Requests.concat(
                    Arrays.copyOf(result, at), Arrays.copyOfRange(result, at / 2, result.length));
      }
    }
    return result;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T extends @Nullable Object> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
