package io.flagpost.telemetry.ingest;

import static io.flagpost.telemetry.ingest.Requests.form;
import static io.flagpost.telemetry.ingest.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtrasTest {
  private static final String CHECKSUM = "0123456789abcdef".repeat(4);

  @Test
  void aNonceOfPrintableCharactersIsTakenToTheLetter() {
    assertThat(form("nonce=+a%7E+").nonce()).isEqualTo(" a~ ");
    assertThat(json("{\"nonce\":\"" + "n".repeat(128) + "\"}").nonce()).hasSize(128);
    assertThat(json("{\"nonce\":\"n\"}").raw(Requests.credentials(""))).isNull();
    assertThat(json("{\"nonce\":12.50}").nonce()).isEqualTo("12.50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "[\"a\"]", "\"\\u00e9\"", "\"a\\n\"", "\"\\u007f\""})
  void anyOtherNonceIsAnUnknownField(String nonce) {
    assertThat(json("{\"nonce\":" + nonce + "}").nonce()).isNull();
    assertThat(json("{\"nonce\":" + nonce + "}").raw(Requests.credentials(""))).isNotNull();
    assertThat(form("nonce=" + "n".repeat(129)).nonce()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000-0000-0000-0000-000000000000",
        "2964c3c9-0b5d-4d89-b3ac-4668f30bc492",
        "018f2a3b-0b5d-7d89-b3ac-4668f30bc492",
        "ffffffff-ffff-ffff-ffff-ffffffffffff"
      })
  void anEventIdIsAUuidOfAnyVersion(String id) {
    assertThat(form("event_id=" + id).eventId()).isEqualTo(UUID.fromString(id));
    assertThat(form("event_id=" + id).raw(Requests.credentials(""))).isNull();
  }

  @Test
  void anEventIdInCapitalsIsOneButNotGivenBackExactly() {
    DecodedRequest request = form("event_id=2964C3C9-0B5D-4D89-B3AC-4668F30BC492");

    assertThat(request.eventId()).isNotNull();
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1-1-1-1-1",
        "2964c3c9-0b5d-4d89-b3ac-4668f30bc49g",
        "{2964c3c9}",
        "",
        "2964c3c90b5d4d89b3ac4668f30bc492",
        "2964c3c9-0b5d-4d89-b3ac-4668f30bc4921"
      })
  void anyOtherEventIdIsAnUnknownField(String id) {
    assertThat(form("event_id=" + id).eventId()).isNull();
    assertThat(form("event_id=" + id).raw(Requests.credentials(""))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-02-27T01:57:24Z, 2024-02-27T01:57:24Z",
    "2024-02-27T01:57:24, 2024-02-27T01:57:24Z",
    "2024-02-27 01:57, 2024-02-27T01:57:00Z",
    "2024-02-27t01:57:24z, 2024-02-27T01:57:24Z",
    "2024-02-27, 2024-02-27T00:00:00Z",
    "2024-02-27T01:57:24+02:00, 2024-02-26T23:57:24Z",
    "2024-02-27T01:57:24-0330, 2024-02-27T05:27:24Z",
    "2024-02-27T01:57:24+02, 2024-02-26T23:57:24Z",
    "2024-02-27T01:57:24.1234567891Z, 2024-02-27T01:57:24.123456Z",
    "2024-02-27T01:57:24.1234567890123456789012345678901234567890Z, 2024-02-27T01:57:24.123456Z",
    "2024-02-27T01:57:24.5, 2024-02-27T01:57:24.500Z",
    "2024-02-27 01:57:24.5+02:00, 2024-02-26T23:57:24.500Z",
    "2024-02-27 01:57:24 02:00, 2024-02-26T23:57:24Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "2016-12-31T23:59:60.75Z, 2017-01-01T00:00:00.750Z",
    "2017-01-01T05:29:60+05:30, 2017-01-01T00:00:00Z",
    "2016-12-31T23:59:61Z, ",
    "9999-12-31T23:59:60Z, ",
    "2024-02-27T01:57:24-00:00, 2024-02-27T01:57:24Z",
    "2024-02-27T01:57:24+23:59, 2024-02-26T01:58:24Z",
    "2024-02-27T01:57:24+24:00, ",
    "2024-02-27T01:57:24., ",
    "2024-02-27T24:00:00Z, ",
    "2024-02-27T01Z, ",
    "2024-2-7T01:57:24Z, ",
    "٢٠٢٤-02-27T01:57:24Z, ",
    "2024-02-27T01:57:24.123456789Z, 2024-02-27T01:57:24.123456Z",
    "1708999044, 2024-02-27T01:57:24Z",
    "1708999044.5, 2024-02-27T01:57:24.500Z",
    "1.708999044E9, 2024-02-27T01:57:24Z",
    "100000000000, 5138-11-16T09:46:40Z",
    "100000000001, 1973-03-03T09:46:40.001Z",
    "1708999044123, 2024-02-27T01:57:24.123Z",
    "1708999044123.4567, 2024-02-27T01:57:24.123456Z",
    "-0.0000001, 1969-12-31T23:59:59.999999Z",
    "0, 1970-01-01T00:00:00Z",
    "-62135596800, 0001-01-01T00:00:00Z",
    "-62135596801, ",
    "253402300799999, 9999-12-31T23:59:59.999Z",
    "253402300800000, ",
    "9999-12-31T23:59:59.9999999Z, 9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-01:00, ",
    "0001-01-01T00:00:00+01:00, ",
    "0000-12-31T00:00:00Z, ",
    "+10000-01-01T00:00:00Z, ",
    "2023-02-29T00:00:00Z, ",
    "2024-02-27T25:00:00Z, ",
    "2024-02-27T01:57:24+99:00, ",
    "1e999, ",
    "1e-999, ",
    "0e999999999, ",
    "1e99999999999999, ",
    "-1e2147483647, ",
    "1e-2147483647, ",
    "yesterday, ",
    "true, "
  })
  void timesInEveryWayOfWritingThem(String sent, String expected) {
    Instant instant = expected == null ? null : Instant.parse(expected);

    assertThat(json("{\"occurred_at\":\"" + sent + "\"}").occurredAt()).isEqualTo(instant);
  }

  @Test
  void aTimeNeedsARawPartUnlessItIsWrittenAsTheGatewayWritesIt() {
    assertThat(json("{\"occurred_at\":1708999044}").occurredAt()).isNotNull();
    assertThat(json("{\"occurred_at\":1708999044}").raw(Requests.credentials(""))).isNotNull();
    assertThat(
            json("{\"occurred_at\":\"2024-02-27T01:57:24.000000Z\"}").raw(Requests.credentials("")))
        .isNull();
    assertThat(
            json("{\"occurred_at\":\"2024-02-27T01:57:24.000000+00:00\"}")
                .raw(Requests.credentials("")))
        .isNotNull();
  }

  @Test
  void metadataMayBeAnObjectItsTextOrBracketsOfAForm() {
    String object = "{\"sequence\":7,\"build_checksum\":\"" + CHECKSUM + "\"}";
    DecodedRequest[] ways = {
      json("{\"metadata\":" + object + "}"),
      form("metadata[sequence]=7&metadata%5Bbuild_checksum%5D=" + CHECKSUM),
      form("metadata=" + object),
      json("{\"metadata\":\"" + object.replace("\"", "\\\"") + "\"}")
    };

    for (DecodedRequest request : ways) {
      assertThat(request.sequence()).isEqualTo(7L);
      assertThat(request.buildChecksum()).isEqualTo(CHECKSUM);
    }
    assertThat(ways[0].raw(Requests.credentials(""))).isNull();
    assertThat(ways[1].raw(Requests.credentials(""))).isNull();
    assertThat(ways[2].raw(Requests.credentials(""))).isNotNull();
    assertThat(ways[3].raw(Requests.credentials(""))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"other\":1}",
        "{\"sequence\":1.5}",
        "{\"sequence\":\"07\"}",
        "null",
        "7",
        "\"x\"",
        "{\"sequence\":[1]}",
        "{\"build_checksum\":\"abc\"}",
        "{\"sequence\":9223372036854775808}"
      })
  void metadataBesideItsRulesIsUnknownAndKeptRaw(String metadata) {
    DecodedRequest request = json("{\"metadata\":" + metadata + "}");

    assertThat(request.sequence()).isNull();
    assertThat(request.buildChecksum()).isNull();
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @Test
  void aChecksumInCapitalsIsKeptInSmallLettersAndRaw() {
    DecodedRequest request =
        form("metadata[build_checksum]=" + "ABCDEFI0".replace("I", "1").repeat(8));

    assertThat(request.buildChecksum()).isEqualTo("abcdef10".repeat(8));
    assertThat(request.raw(Requests.credentials(""))).isNotNull();
  }

  @Test
  void aNegativeSequenceIsAnInteger() {
    assertThat(json("{\"metadata\":{\"sequence\":-9223372036854775808}}").sequence())
        .isEqualTo(Long.MIN_VALUE);
  }
}
