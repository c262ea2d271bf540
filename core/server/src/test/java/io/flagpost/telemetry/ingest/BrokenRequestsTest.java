package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.API_KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryFields;
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

    RawPart raw = request.raw(Requests.credentials(API_KEY));
    for (Field field : Field.CONTRACT) {
      FieldValue value = request.value(field);
      if (value.column() != null) {
        assertAcceptable(value.column(), field.limit(), round);
      }
      assertThat(raw == null && !value.exact()).as(round).isFalse();
    }
    assertThat(request.contentHash().digest()).as(round).hasSize(33);
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

  private static void assertColumnsGiveBackEverything(
      InboundRequest inbound, DecodedRequest request, String round) {
    Map<String, String> sent = SentFields.of(inbound);
    if (sent == null) {
      return; // parts and packed bodies have tests of their own
    }
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
}
