package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.flagpost.telemetry.store.StoreRequest;
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
      "Ab9mcmVjb3Jkv2hyZWNvcmRJZFABnKmyEHtxI4RWeJq83vASanJlY2VpdmVkQXR4GDIwMjYtMDMt"
          + "MDFUMTI6MDA6MDAuMTIzWmtlbnZpcm9ubWVudGpwcm9kdWN0aW9uaGFwaUtleUlkB21jbGllbnRB"
          + "ZGRyZXNzazIwMDE6ZGI4OjoxZmZpZWxkc79pcHJvZHVjdElkYTFudXNlcklkZW50aWZpZXJkdXNl"
          + "cmpsaWNlbnNlS2V5bnNlY3JldC1saWNlbnNldGFjdGl2YXRpb25JZGVudGlmaWVyamFjdGl2YXRp"
          + "b25ucHJvZHVjdFZlcnNpb25jMS4waGRhdGFUeXBlZHRleHR2bnVtZXJpY0RhdGFTaW5nbGVWYWx1"
          + "ZWE1bG51bWVyaWNEYXRhWGExbG51bWVyaWNEYXRhWWEyaHRleHREYXRhY8O8CmlkYXRhR3JvdXBh"
          + "Z/9ua25vd25Qcm9kdWN0SWQBZ2V2ZW50SWRQPyUE4E+JEdOaDAMF6CwzAWpvY2N1cnJlZEF0eB4y"
          + "MDI2LTAyLTI4VDIzOjU5OjU5LjEyMzQ1Njc4OVplbm9uY2Vlbm9uY2VtYnVpbGRDaGVja3N1bXhA"
          + "YWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJh"
          + "YmFiYWJhYmhzZXF1ZW5jZTgpY3Jhd79kYm9keUMAAf9lcXVlcnlDcT0xa2NvbnRlbnRUeXBlanRl"
          + "eHQvcGxhaW5vY29udGVudEVuY29kaW5nZGd6aXD/bWNvcnJlY3RGb3JtYXT0/2d2ZXJkaWN0v2Vm"
          + "bGFnc4G/ZGNvZGVmYS9jb2RlZ2NoZWNrSWRhYWhzZXZlcml0eWRoaWdoa2V4cGxhbmF0aW9uZFdo"
          + "eS5oZXZpZGVuY2W/YWthdv//bXBlbmRpbmdDaGVja3OBa2xpY2Vuc2Uta2V5aWNhdGFsb2dJZGdj"
          + "YXRhbG9nbXByb2R1Y3RFeGlzdHP1dHByb2R1Y3RWZXJzaW9uRXhpc3Rz9P9nb3V0Y29tZb9qaHR0"
          + "cFN0YXR1cxjIZGNvZGUZAz9mZXJyb3Jzv2pwcm9kdWN0X2lkgXgjVGhlIHNlbGVjdGVkIHByb2R1"
          + "Y3QgaWQgaXMgaW52YWxpZC5pZGF0YV90eXBlgmRPbmUuZFR3by7//2tpZGVtcG90ZW5jeb9na2V5"
          + "SGFzaEIBAmtjb250ZW50SGFzaEIDBP//";

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
        request()
            .flags(new RaisedFlag("code", "check", "low", "lone \uD800 half", Map.of()))
            .build();

    assertThat(SpoolCodec.decode(SpoolCodec.encode(request)).verdict().flags().get(0).explanation())
        .isEqualTo("lone \uFFFD half");
  }

  @Test
  void theFirstFormatIsStillRead() throws IOException {
    assertThat(SpoolCodec.decode(Base64.getMimeDecoder().decode(FIRST_FORMAT)))
        .usingRecursiveComparison()
        .isEqualTo(full(new IdempotencyKey(new byte[] {1, 2}, new byte[] {3, 4}, null)));
  }

  @Test
  void theFirstFormatIsWhatIsWritten() {
    byte[] encoded =
        SpoolCodec.encode(full(new IdempotencyKey(new byte[] {1, 2}, new byte[] {3, 4}, null)));

    assertThat(encoded).isEqualTo(Base64.getMimeDecoder().decode(FIRST_FORMAT));
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
    return full(new IdempotencyKey(new byte[] {1, 2}, new byte[] {3, 4}, new byte[] {5}));
  }

  private static StoreRequest full(IdempotencyKey key) {
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
                "1",
                "user",
                "secret-license",
                "activation",
                "1.0",
                "text",
                "5",
                "1",
                "2",
                "ü\n",
                "g"),
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
        new Acknowledgement(831, errors),
        key);
  }
}
