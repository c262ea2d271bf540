package io.flagpost.ingest;

import static io.flagpost.ingest.Requests.API_KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.telemetry.RawPart;
import io.flagpost.telemetry.TelemetryFields;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for every request, however broken. */
class BrokenRequestsTest {
  private static final int ROUNDS = 40_000;

  private int raws;
  private int exact;
  private int unreadable;

  @Test
  void nothingThatAClientSendsBreaksTheGuarantees() {
    BrokenRequests requests = new BrokenRequests(42);
    for (int round = 0; round < ROUNDS; round++) {
      InboundRequest request = requests.next();
      check(request, "round " + round);
    }
    assertThat(raws).isGreaterThan(ROUNDS / 4);
    assertThat(exact).isGreaterThan(ROUNDS / 50);
    assertThat(unreadable).isGreaterThan(ROUNDS / 20);
  }

  private void check(InboundRequest inbound, String round) {
    DecodedRequest request = Requests.decode(inbound);
    FormatVerdict verdict = FormatRules.judge(request, Set.of(1L));

    RawPart raw = request.raw(API_KEY);
    for (Field field : Field.CONTRACT) {
      FieldValue value = request.value(field);
      if (value.column() != null) {
        assertAcceptable(value.column(), field.limit(), round);
      }
      assertThat(raw == null && !value.exact()).as(round).isFalse();
    }
    assertThat(request.contentHash()).as(round).hasSize(32);
    assertThat(verdict.errors().values()).as(round).allSatisfy(m -> assertThat(m).hasSize(1));
    assertThat(verdict.productId() == null || "1".equals(request.fields().productId()))
        .as(round)
        .isTrue();
    if (raw == null) {
      exact++;
      assertColumnsGiveBackEverything(inbound, request, round);
    } else {
      raws++;
      unreadable += request.fields().equals(TelemetryFields.NONE) ? 1 : 0;
      assertNoKey(raw, round);
    }
  }

  private static void assertAcceptable(String column, int limit, String round) {
    assertThat(column.codePointCount(0, column.length())).as(round).isLessThanOrEqualTo(limit);
    assertThat(column.chars().anyMatch(c -> c == 0)).as(round).isFalse();
    assertThat(new String(column.getBytes(UTF_8), UTF_8)).as(round).isEqualTo(column);
  }

  private static void assertNoKey(RawPart raw, String round) {
    for (byte[] bytes : new byte[][] {raw.body(), raw.query()}) {
      String text = new String(bytes, ISO_8859_1);
      assertThat(text).as(round).doesNotContain(API_KEY);
    }
    assertThat(String.valueOf(raw.contentType())).as(round).doesNotContain(API_KEY);
  }

  /** Reads the request in another way and compares: nothing may be there that is not in columns. */
  private static void assertColumnsGiveBackEverything(
      InboundRequest inbound, DecodedRequest request, String round) {
    byte[] body = inbound.body();
    boolean json = body.length > 0 && body[0] == '{';
    boolean form = String.valueOf(inbound.contentType()).endsWith("urlencoded");
    if (inbound.contentEncoding() != null || (body.length > 0 && !json && !form)) {
      return; // parts and packed bodies have tests of their own
    }
    Map<String, String> sent = new HashMap<>();
    if (json) {
      jsonFields(body, sent, round);
    } else {
      formFields(new String(body, ISO_8859_1), sent, round);
    }
    formFields(inbound.query(), sent, round);
    sent.remove("api_key");
    sent.keySet().removeIf(name -> name.startsWith("metadata"));

    Map<String, String> columns = new HashMap<>();
    for (Field field : Field.CONTRACT) {
      putIfKept(columns, field.wireName(), request.value(field).column());
    }
    putIfKept(columns, "nonce", request.nonce());
    putIfKept(columns, "event_id", request.eventId());
    assertThat(columns).as(round).isEqualTo(sent);
  }

  private static void putIfKept(Map<String, String> columns, String name, @Nullable Object value) {
    if (value != null) {
      columns.put(name, value.toString());
    }
  }

  private static void formFields(String form, Map<String, String> into, String round) {
    for (String pair : form.split("&", -1)) {
      if (!pair.isEmpty()) {
        String[] sides = pair.split("=", 2);
        String name = decoded(sides[0]);
        String earlier = into.put(name, sides.length == 1 ? "" : decoded(sides[1]));
        assertThat(name.equals("api_key") ? null : earlier).as(round).isNull();
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

  private static void jsonFields(byte[] body, Map<String, String> into, String round) {
    ObjectMapper strict =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();
    strict
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNumberLength(10_000).build());
    try {
      for (Map.Entry<String, JsonNode> member : strict.readTree(body).properties()) {
        JsonNode value = member.getValue();
        boolean asSent = !value.isFloat() && !value.isDouble();
        into.put(member.getKey(), asSent ? value.asText() : numberText(body, member.getKey()));
      }
    } catch (IOException e) {
      throw new AssertionError(round, e);
    }
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
