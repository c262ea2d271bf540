package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading records back: their form, every filter, pages, environments. */
class ReadTelemetryIT {
  private static final String STAGING = "demo-staging-key";

  private final Client client = Client.demo();

  @Test
  void aRecordHasItsKeysInOrder() {
    JsonNode record = stored(Fields.honest());

    assertThat(record.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "user_identifier",
            "license_key",
            "activation_identifier",
            "product_id",
            "product_version",
            "data_type",
            "data_group",
            "data",
            "is_correct_format",
            "license_key_exists",
            "product_exists",
            "product_version_exists",
            "has_red_flags",
            "created_at",
            "updated_at",
            "red_flags",
            "event_id",
            "occurred_at",
            "pending_checks");
  }

  @Test
  void anHonestRecordReadsAsItWasSent() {
    Instant before = Instant.now();
    Fields fields = Fields.honest().with("occurred_at", "1767225600");

    ObjectNode record = stored(fields).deepCopy();

    assertThat(Instant.parse(record.path("created_at").asText()))
        .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
    assertThat(record.path("created_at").asText()).matches("[-0-9]{10}T[:0-9]{8}\\.\\d{6}Z");
    assertThat(record.path("updated_at")).isEqualTo(record.path("created_at"));
    assertThat(UUID.fromString(record.path("event_id").asText()).version()).isEqualTo(7);
    assertThat(record.path("id").isIntegralNumber()).isTrue();
    record.remove(List.of("id", "created_at", "updated_at", "event_id"));
    assertThat(record.toString())
        .isEqualTo(
            "{\"user_identifier\":\""
                + fields.user()
                + "\","
                + "\"license_key\":\"9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541\","
                + "\"activation_identifier\":\"12135644\",\"product_id\":1,"
                + "\"product_version\":\"1.0.1\",\"data_type\":\"numeric-single-value\","
                + "\"data_group\":\"test_group\",\"data\":\"50\",\"is_correct_format\":1,"
                + "\"license_key_exists\":1,\"product_exists\":1,\"product_version_exists\":1,"
                + "\"has_red_flags\":0,\"red_flags\":[],"
                + "\"occurred_at\":\"2026-01-01T00:00:00.000000Z\",\"pending_checks\":[]}");
  }

  @Test
  void missingFieldsAreNull() {
    String user = Fields.honest().user();

    client.ask(
        client.json(
            "{\"api_key\":\"%s\",\"user_identifier\":\"%s\"}".formatted(Fields.API_KEY, user)));

    JsonNode record = client.recordOf(user);
    for (String missing :
        List.of(
            "license_key",
            "activation_identifier",
            "product_id",
            "product_version",
            "data_type",
            "data_group",
            "occurred_at")) {
      assertThat(record.path(missing).isNull()).describedAs(missing).isTrue();
    }
    assertThat(record.path("data").asText("none")).isEmpty();
    assertThat(record.path("product_exists").asInt(-1)).isZero();
    assertThat(record.path("is_correct_format").asInt(-1)).isZero();
  }

  @Test
  void aProductIdThatIsNoCanonicalIntegerIsTheTextSent() {
    assertThat(stored(Fields.honest().with("product_id", "01")).path("product_id").toString())
        .isEqualTo("\"01\"");
    assertThat(stored(Fields.honest().with("product_id", "100")).path("product_id").toString())
        .isEqualTo("100");
    assertThat(
            stored(Fields.honest().with("product_id", "99999999999999999999999"))
                .path("product_id")
                .toString())
        .isEqualTo("99999999999999999999999");
  }

  @Test
  void aPairOfNumbersReadsAsJsonText() {
    Fields pair = Fields.honest().with("data_type", "numeric-xy-axis");

    assertThat(dataOf(pair.with("numeric_data_x", "1").with("numeric_data_y", "2.50")))
        .isEqualTo("{\"x\":1,\"y\":2.50}");
    assertThat(
            dataOf(
                pair.with("user_identifier", Fields.honest().user()).with("numeric_data_x", "1,5")))
        .isEqualTo("{\"x\":\"1,5\",\"y\":null}");
  }

  @Test
  void whetherTheLicenseKeyExistsIsShown() {
    Fields fields = Fields.honest().with("license_key", "not one of ours");

    assertThat(stored(fields).path("license_key_exists").asInt(-1)).isZero();
  }

  static Stream<Arguments> filters() {
    return Stream.of(
        arguments("data_type", "text", "numeric-single-value"),
        arguments("data_group", "own", "foreign"),
        arguments("product_id", "1", "999"),
        arguments("product_version", "1.0.0", "1.0.1"),
        arguments("license_key", "demo-revoked-license", "demo-blocked-license"),
        arguments("activation_identifier", "12135644", "12135645"),
        arguments("event_id", UUID.randomUUID().toString(), UUID.randomUUID().toString()));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void aFilterIsAnExactMatch(String name, String wanted, String other) {
    Fields fields = Fields.honest().with("text_data", "t");
    client.send(fields.with(name, other));
    client.send(fields.with(name, wanted));
    client.recordsOf(Fields.API_KEY, fields.user(), 2);

    Answer found = client.read("user_identifier", fields.user(), name, wanted);

    assertThat(found.records())
        .singleElement()
        .satisfies(record -> assertThat(record.path(name).asText()).isEqualTo(wanted));
    assertThat(client.read("user_identifier", fields.user(), name, wanted + "0").code())
        .isEqualTo(name.equals("event_id") ? 971 : 970);
  }

  @Test
  void recordsAreFoundByTheirFlags() {
    Fields fields = Fields.honest();
    client.send(fields);
    client.send(fields.with("license_key", "unheard of"));
    client.recordsOf(Fields.API_KEY, fields.user(), 2);

    for (String yes : List.of("1", "true")) {
      assertThat(client.read("user_identifier", fields.user(), "has_red_flags", yes).records())
          .singleElement()
          .satisfies(
              record -> assertThat(Client.flagsOf(record)).containsExactly("unknown_license_key"));
    }
    for (String no : List.of("0", "false")) {
      assertThat(client.read("user_identifier", fields.user(), "has_red_flags", no).records())
          .singleElement()
          .satisfies(record -> assertThat(Client.flagsOf(record)).isEmpty());
    }
    assertThat(
            client
                .read("user_identifier", fields.user(), "red_flag", "unknown_license_key")
                .records())
        .hasSize(1);
    assertThat(
            client.read("user_identifier", fields.user(), "red_flag", "license_expired").records())
        .isEmpty();
  }

  @Test
  void fromIsInclusiveAndToExclusive() {
    JsonNode record = stored(Fields.honest());
    String user = record.path("user_identifier").asText();
    String created = record.path("created_at").asText();
    String withoutZone = created.replace("Z", "");
    String elsewhere =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            Instant.parse(created).atOffset(ZoneOffset.ofHours(2)));

    for (String moment : List.of(created, withoutZone, elsewhere)) {
      assertThat(client.read("user_identifier", user, "from", moment).records()).hasSize(1);
      assertThat(client.read("user_identifier", user, "to", moment).records()).isEmpty();
    }
    assertThat(
            client
                .read("user_identifier", user, "from", "2026-01-01", "to", "2999-01-01T00:00")
                .records())
        .hasSize(1);
  }

  static Stream<Arguments> badValues() {
    return Stream.of(
        arguments("event_id", "7", "The event id field must be a valid UUID."),
        arguments("has_red_flags", "yes", "The has red flags field must be true or false."),
        arguments("from", "yesterday", "The from field must be a valid date."),
        arguments("to", "2026-13-01", "The to field must be a valid date."),
        arguments("page", "0", "The page field must be at least 1."),
        arguments("page", "two", "The page field must be an integer."),
        arguments("page", "101", "The page field must not be greater than 100."),
        arguments("per_page", "0", "The per page field must be between 1 and 1000."),
        arguments("per_page", "1001", "The per page field must be between 1 and 1000."),
        arguments("after_id", "-1", "The after id field must be at least 0."));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void aBadValueIsRefused(String name, String value, String message) {
    Answer answer = client.read(name, value);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.responseButForTime())
        .isEqualTo(
            "{\"code\":971,\"message\":\"Invalid filter\",\"errors\":{\"%s\":[\"%s\"]},\"timestamp\":0}"
                .formatted(name, message));
  }

  @Test
  void everyBadValueIsNamed() {
    assertThat(client.read("per_page", "x", "from", "y", "page", "-1").response().path("errors"))
        .hasSize(3);
  }

  @Test
  void unknownParametersAreIgnored() {
    Fields fields = Fields.honest();
    client.send(fields);
    client.recordOf(fields.user());

    assertThat(client.read("user_identifier", fields.user(), "colour", "red").records()).hasSize(1);
  }

  @Test
  void nothingFoundIsAnEmptyList() {
    Answer answer = client.read("user_identifier", "nobody-" + UUID.randomUUID());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.responseButForTime())
        .isEqualTo(
            "{\"code\":970,\"message\":\"Telemetry data found\",\"data\":[],\"timestamp\":0,"
                + "\"next_after_id\":null}");
  }

  @Test
  void pagesAndAWalkShowTheSameRecordsInOrder() {
    Fields fields = Fields.honest();
    for (int i = 0; i < 7; i++) {
      client.send(fields.with("numeric_data_single_value", Integer.toString(i)));
    }
    List<String> all = ids(client.recordsOf(Fields.API_KEY, fields.user(), 7));

    List<String> paged = new ArrayList<>();
    for (int page = 1; page <= 3; page++) {
      paged.addAll(
          ids(
              client
                  .read(
                      "user_identifier",
                      fields.user(),
                      "per_page",
                      "3",
                      "page",
                      Integer.toString(page))
                  .records()));
    }
    List<String> walked = new ArrayList<>();
    String afterId = "0";
    while (!afterId.equals("null")) {
      Answer part =
          client.read("user_identifier", fields.user(), "per_page", "3", "after_id", afterId);
      walked.addAll(ids(part.records()));
      afterId = part.response().path("next_after_id").asText();
    }

    assertThat(all)
        .isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
    assertThat(paged).isEqualTo(all);
    assertThat(walked).isEqualTo(all);
  }

  @Test
  void onlyTheApiKeysOwnEnvironmentIsSeen() {
    Fields production = Fields.honest();
    Fields staging = Fields.honest().with("api_key", STAGING);
    client.send(production);
    client.send(staging);

    client.recordsOf(STAGING, staging.user(), 1);
    client.recordOf(production.user());

    assertThat(client.readAs(STAGING, "user_identifier", production.user()).records()).isEmpty();
    assertThat(client.read("user_identifier", staging.user()).records()).isEmpty();
  }

  @Test
  void aKeyThatMayOnlyReadReadsTheSame() {
    Fields fields = Fields.honest();
    client.send(fields.with("api_key", "demo-write-only-key"));

    assertThat(client.recordsOf("demo-read-only-key", fields.user(), 1)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/get-telemetry-data",
        "/api/v1/get-telemetry",
        "/v1/get-telemetry-data",
        "/v1/get-telemetry"
      })
  void everyPathReadsWithAndWithoutATrailingSlash(String path) {
    for (String target : List.of(path, path + "/")) {
      Answer answer =
          client.ask(client.to(target + "?user_identifier=nobody&api_key=" + Fields.API_KEY));
      assertThat(answer.code()).isEqualTo(970);
    }
  }

  @Test
  void headIsGetWithoutTheBody() {
    HttpResponse<byte[]> head =
        client.exchange(
            client
                .reading(Fields.API_KEY, "user_identifier", "nobody")
                .method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(head.headers().firstValue("Flagpost-Key-Id")).isPresent();
  }

  private JsonNode stored(Fields fields) {
    client.send(fields);
    return client.recordOf(fields.user());
  }

  private String dataOf(Fields fields) {
    return stored(fields).path("data").asText();
  }

  private static List<String> ids(List<JsonNode> records) {
    return records.stream().map(record -> record.path("id").asText()).toList();
  }
}
