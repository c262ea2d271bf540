package io.flagpost.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.ingest.DecodedRequest;
import io.flagpost.telemetry.ingest.InboundRequest;
import io.flagpost.telemetry.ingest.QueryString;
import io.flagpost.telemetry.ingest.RequestDecoder;
import io.flagpost.telemetry.query.ReadFilter.Position;
import io.flagpost.telemetry.record.TelemetryField;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReadFiltersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "event_id      | 12                        | The event id field must be a valid UUID.",
        "event_id      | 1-1-1-1-1                 | The event id field must be a valid UUID.",
        "has_red_flags | yes                       | The has red flags field must be true or false.",
        "from          | yesterday                 | The from field must be a valid date.",
        "from          | 2024-02-30                | The from field must be a valid date.",
        "to            | 2024-02-27T25:00          | The to field must be a valid date.",
        "to            | 1e999                     | The to field must be a valid date.",
        "page          | x                         | The page field must be an integer.",
        "page          | 1.5                       | The page field must be an integer.",
        "page          | 0                         | The page field must be at least 1.",
        "page          | 99999999999999999999      | The page field must not be greater than 100.",
        "page          | 101                       | The page field must not be greater than 100.",
        "per_page      | 0                         | The per page field must be between 1 and 1000.",
        "per_page      | 1001                      | The per page field must be between 1 and 1000.",
        "per_page      | many                      | The per page field must be an integer.",
        "after_id      | -1                        | The after id field must be at least 0.",
        "after_id      | last                      | The after id field must be an integer.",
      })
  void aBadValueIsNamed(String name, String value, String message) {
    assertThat(ReadFilters.parse(Map.of(name, value)))
        .isEqualTo(new ParsedFilter.Invalid(Map.of(name, List.of(message))));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-02-27, 2024-02-27T00:00:00Z",
    "2024-02-27T01:57, 2024-02-27T01:57:00Z",
    "2024-02-27T01:57:24, 2024-02-27T01:57:24Z",
    "2024-02-27T01:57:24Z, 2024-02-27T01:57:24Z",
    "2024-02-27t01:57:24z, 2024-02-27T01:57:24Z",
    "2024-02-27T01:57:24.123456Z, 2024-02-27T01:57:24.123456Z",
    "2024-02-27T01:57:24+02:00, 2024-02-26T23:57:24Z",
    "2024-02-27T01:57:24 02:00, 2024-02-26T23:57:24Z",
    "2024-02-27T01:57:24-0330, 2024-02-27T05:27:24Z",
    "2024-02-27T01:57:24+02, 2024-02-26T23:57:24Z",
    "2024-02-27 01:57:24, 2024-02-27T01:57:24Z",
    "2024-02-27 01:57:24 02:00, 2024-02-26T23:57:24Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "1708999044, 2024-02-27T01:57:24Z",
    "1708999044123, 2024-02-27T01:57:24.123Z",
    "2024-02-27T01:57:24.1234561Z, 2024-02-27T01:57:24.123457Z",
  })
  void timesAreThoseOfClientsAndUtcWithoutZone(String value, Instant moment) {
    assertThat(Readers.filter(Map.of("from", value)).from()).isEqualTo(moment);
  }

  /** What was sent is found by what was sent. */
  @ParameterizedTest
  @MethodSource("awkwardTexts")
  void aTextIsLookedForAsItIsStored(String text) {
    String parameters = "license_key=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    DecodedRequest sent =
        RequestDecoder.decode(new InboundRequest(null, null, parameters, new byte[0]), 1 << 20)
            .fold(
                decoded -> decoded,
                () -> {
                  throw new AssertionError("it is not large");
                });

    assertThat(
            Readers.filter(QueryString.parse(parameters)).fields().get(TelemetryField.LICENSE_KEY))
        .isEqualTo(sent.fields().licenseKey());
  }

  static Stream<String> awkwardTexts() {
    return Stream.of(
        "plain",
        " a b ",
        "\u001ca\u001f", // white space to Java, not to Unicode
        "\u0085a\u00a0\ufeff",
        "\u200ba",
        "a\0b",
        "x".repeat(255),
        "x".repeat(256),
        "x".repeat(254) + "\ud83d\ude80y",
        "\ud83d\ude80".repeat(300),
        "x".repeat(254) + " y",
        "\u2028");
  }

  @Test
  void nothingAskedIsTheFirstHundred() {
    ReadFilter filter = Readers.filter(Map.of("unknown", "x", "license_key", "  "));

    assertThat(filter.limit()).isEqualTo(100);
    assertThat(filter.position()).isEqualTo(new Position(0, 0));
    assertThat(filter.fields()).isEmpty();
  }

  @Test
  void everyParameterIsRead() {
    UUID eventId = UUID.randomUUID();
    ReadFilter filter =
        Readers.filter(
            Map.ofEntries(
                Map.entry("data_type", " text "),
                Map.entry("data_group", "g"),
                Map.entry("product_id", "01"),
                Map.entry("product_version", "1.0"),
                Map.entry("user_identifier", "u"),
                Map.entry("license_key", "l\0"),
                Map.entry("activation_identifier", "a"),
                Map.entry("event_id", eventId.toString()),
                Map.entry("has_red_flags", "TRUE"),
                Map.entry("red_flag", "clock_skew"),
                Map.entry("from", "2024-01-01"),
                Map.entry("to", "2024-01-02"),
                Map.entry("page", "3"),
                Map.entry("per_page", "50")));

    assertThat(filter)
        .isEqualTo(
            new ReadFilter(
                Map.of(
                    TelemetryField.DATA_TYPE, "text",
                    TelemetryField.DATA_GROUP, "g",
                    TelemetryField.PRODUCT_ID, "01",
                    TelemetryField.PRODUCT_VERSION, "1.0",
                    TelemetryField.USER_IDENTIFIER, "u",
                    TelemetryField.LICENSE_KEY, "l\uFFFD",
                    TelemetryField.ACTIVATION_IDENTIFIER, "a"),
                eventId,
                true,
                "clock_skew",
                Instant.parse("2024-01-01T00:00:00Z"),
                Instant.parse("2024-01-02T00:00:00Z"),
                50,
                new Position(0, 100)));
  }

  @Test
  void aWalkLeavesPagesAside() {
    ReadFilter filter = Readers.filter(Map.of("after_id", "7", "page", "900", "per_page", "1000"));

    assertThat(filter.position()).isEqualTo(new Position(7, 0));
    assertThat(filter.limit()).isEqualTo(1000);
  }
}
