package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request in another way than the product does, strictly: what is kept in columns alone has
 * to be clean, so whatever this does not take fails the test.
 */
public final class SentFields {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  static {
    STRICT
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNumberLength(10_000).build());
  }

  private SentFields() {}

  /**
   * The text of every field but {@code api_key} and {@code metadata}; null for parts and packed
   * bodies.
   */
  public static @Nullable Map<String, String> of(InboundRequest inbound) {
    byte[] body = inbound.body();
    boolean json = body.length > 0 && body[0] == '{';
    boolean form = String.valueOf(inbound.contentType()).endsWith("urlencoded");
    if (inbound.contentEncoding() != null || (body.length > 0 && !json && !form)) {
      return null;
    }
    Map<String, String> sent = new HashMap<>();
    if (json) {
      jsonFields(body, sent);
    } else {
      formFields(new String(body, ISO_8859_1), sent);
    }
    formFields(inbound.query(), sent);
    sent.remove("api_key");
    sent.keySet().removeIf(name -> name.startsWith("metadata"));
    return sent;
  }

  private static void formFields(String form, Map<String, String> into) {
    for (String pair : form.split("&", -1)) {
      if (!pair.isEmpty()) {
        String[] sides = pair.split("=", 2);
        String name = decoded(sides[0]);
        String earlier = into.put(name, sides.length == 1 ? "" : decoded(sides[1]));
        assertThat(name.equals("api_key") ? null : earlier).as("%s, twice", name).isNull();
      }
    }
  }

  private static String decoded(String spelled) {
    byte[] bytes = new byte[spelled.length()];
    int size = 0;
    for (int at = 0; at < spelled.length(); at++) {
      char c = spelled.charAt(at);
      if (c == '%' && spelled.substring(at).matches("(?s)%[0-9a-fA-F]{2}.*")) {
        bytes[size++] = (byte) Integer.parseInt(spelled.substring(at + 1, at + 3), 16);
        at += 2;
      } else {
        bytes[size++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    return new String(Arrays.copyOf(bytes, size), UTF_8);
  }

  private static void jsonFields(byte[] body, Map<String, String> into) {
    try {
      for (Map.Entry<String, JsonNode> member : STRICT.readTree(withoutApiKey(body)).properties()) {
        JsonNode value = member.getValue();
        boolean asSent = !value.isFloat() && !value.isDouble();
        into.put(member.getKey(), asSent ? value.asText() : numberText(body, member.getKey()));
      }
    } catch (IOException e) {
      throw new AssertionError("Kept in columns alone", e);
    }
  }

  /** The key is cut out of whatever is kept, so that broken bytes in it cost nothing. */
  private static byte[] withoutApiKey(byte[] body) {
    return new String(body, ISO_8859_1)
        .replaceAll("\"api_key\":\"([^\"\\\\]|\\\\.)*\"", "\"api_key\":\"\"")
        .getBytes(ISO_8859_1);
  }

  /** A number as it stands in the text; trees keep only its value. */
  private static String numberText(byte[] body, String name) {
    String text = new String(body, UTF_8);
    int start = text.indexOf("\"" + name + "\":") + name.length() + 3;
    int end = start;
    while (",}".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(start, end).strip();
  }
}
