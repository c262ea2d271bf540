package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading records back: their form, pages, environments. */
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
            String.format(
                Locale.ROOT,
                "{\"api_key\":\"%s\",\"user_identifier\":\"%s\"}",
                Fields.API_KEY,
                user)));

    JsonNode record = client.recordOf(user);
    for (String missing :
        List.of(
            "license_key",
            "activation_identifier",
            "product_id",
            "product_version",
            "data_type",
            "data_group",
            "license_key_exists",
            "occurred_at")) {
      assertThat(record.path(missing).isNull()).describedAs(missing).isTrue();
    }
    assertThat(record.path("data").asText("none")).isEmpty();
    assertThat(record.path("product_exists").asInt(-1)).isZero();
    assertThat(record.path("is_correct_format").asInt(-1)).isZero();
  }

  @Test
  void aProductIdThatIsNoSafeCanonicalIntegerIsTheTextSent() {
    assertThat(stored(Fields.honest().with("product_id", "01")).path("product_id").toString())
        .isEqualTo("\"01\"");
    assertThat(stored(Fields.honest().with("product_id", "100")).path("product_id").toString())
        .isEqualTo("100");
    assertThat(
            stored(Fields.honest().with("product_id", "99999999999999999999999"))
                .path("product_id")
                .toString())
        .isEqualTo("\"99999999999999999999999\"");
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerOfLongTextsEndsAtFourMebibytesAndAWalkGoesOn(boolean sdk) {
    Fields fields =
        Fields.honest().with("data_type", "text").with("text_data", "\uD83D\uDE00".repeat(65_535));
    for (int i = 0; i < 5; i++) {
      client.send(fields);
    }
    List<String> walked = new ArrayList<>();
    String afterId = "0";
    while (!afterId.equals("null")) {
      String[] filters = {"user_identifier", fields.user(), "after_id", afterId};
      Answer part =
          sdk ? client.askAsSdk(client.reading("demo-sdk-key", filters)) : client.read(filters);
      assertThat(part.body().length()).isLessThan(4 * 1024 * 1024 + 1024);
      assertThat(part.records()).hasSizeLessThan(5);
      walked.addAll(ids(part.records()));
      afterId = part.response().path("next_after_id").asText();
    }

    assertThat(walked).hasSize(5).doesNotHaveDuplicates();
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
