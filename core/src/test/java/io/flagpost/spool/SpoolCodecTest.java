package io.flagpost.spool;

import static io.flagpost.store.StoreRequests.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.checks.RaisedFlag;
import io.flagpost.checks.ReceiptVerdict;
import io.flagpost.store.IdempotencyKey;
import io.flagpost.store.Outcome;
import io.flagpost.store.StoreRequest;
import io.flagpost.telemetry.RawPart;
import io.flagpost.telemetry.TelemetryFields;
import io.flagpost.telemetry.TelemetryRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SpoolCodecTest {
  /** What the first version wrote. Whatever comes later has to read it. */
  private static final String FIRST_FORMAT =
      "@GOLDEN@";

  @Test
  void aRequestComesBackAsItWas() throws IOException {
    StoreRequest back = SpoolCodec.decode(SpoolCodec.encode(full()));

    assertThat(back).usingRecursiveComparison().isEqualTo(full());
    assertThat(back.outcome().errors().keySet()).containsExactly("product_id", "data_type");
  }

  @Test
  void whatIsMissingStaysMissing() throws IOException {
    StoreRequest bare =
        request()
            .fields(TelemetryFields.NONE)
            .knownProductId(null)
            .nonce(null)
            .sequence(null)
            .build();

    assertThat(SpoolCodec.decode(SpoolCodec.encode(bare)))
        .usingRecursiveComparison()
        .isEqualTo(bare);
  }

  @Test
  void aClientsTimeMayLieAnywhere() throws IOException {
    for (Instant moment : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH)) {
      StoreRequest request = request().occurredAt(moment).build();

      assertThat(SpoolCodec.decode(SpoolCodec.encode(request)).record().occurredAt())
          .isEqualTo(moment);
    }
  }

  @Test
  void textThatIsNoUnicodeDoesNotFailTheRecord() throws IOException {
    StoreRequest request =
        request().flags(new RaisedFlag("code", "check", "low", "lone \uD800 half", Map.of())).build();

    assertThat(SpoolCodec.decode(SpoolCodec.encode(request)).verdict().flags().get(0).explanation())
        .isEqualTo("lone \uFFFD half");
  }

  @Test
  void theFirstFormatIsStillRead() throws IOException {
    assertThat(SpoolCodec.decode(Base64.getMimeDecoder().decode(FIRST_FORMAT)))
        .usingRecursiveComparison()
        .isEqualTo(full());
  }

  @Test
  void anotherFormatIsRefused() {
    byte[] encoded = SpoolCodec.encode(full());
    encoded[0] = 2;

    assertThatThrownBy(() -> SpoolCodec.decode(encoded)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> SpoolCodec.decode(new byte[0])).isInstanceOf(IOException.class);
  }

  @Test
  void aPartOfARecordIsRefusedAndNotQuoted() {
    byte[] encoded = SpoolCodec.encode(full());

    for (int length = 1; length < encoded.length; length += 7) {
      byte[] part = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> SpoolCodec.decode(part))
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining("secret");
    }
  }

  private static StoreRequest full() {
    Instant receivedAt = Instant.parse("2026-03-01T12:00:00.123Z");
    Map<String, List<String>> errors = new LinkedHashMap<>();
    errors.put("product_id", List.of("The selected product id is invalid."));
    errors.put("data_type", List.of("One.", "Two."));
    return new StoreRequest(
        new TelemetryRecord(
            UUID.fromString("019ca9b2-107b-7123-8456-789abcdef012"),
            receivedAt,
            "production",
            7,
            "2001:db8::1",
            new TelemetryFields(
                "1", "user", "secret-license", "activation", "1.0", "text", "5", "1", "2", "ü\n", "g"),
            1L,
            UUID.fromString("3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
            Instant.parse("2026-02-28T23:59:59.123456789Z"),
            "nonce",
            "ab".repeat(32),
            -42L,
            new RawPart(new byte[] {0, 1, -1}, "q=1".getBytes(UTF_8), "text/plain", "gzip"),
            false),
        new ReceiptVerdict(
            List.of(new RaisedFlag("a/code", "a", "high", "Why.", Map.of("k", "v"))),
            List.of("license-key"),
            "catalog",
            null,
            true,
            false),
        new Outcome(200, 831, errors),
        new IdempotencyKey(new byte[] {1, 2}, new byte[] {3, 4}));
  }
}
