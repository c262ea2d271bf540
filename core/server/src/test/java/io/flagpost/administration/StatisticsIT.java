package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.AdminApi.Reply;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunningGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records that were sent, counted, compared and counted again over the admin API. */
@Timeout(300)
class StatisticsIT {
  private static final String STATISTICS = "/admin/v1/statistics";
  private static final int PRODUCT = 8_801;
  private static final int RECORDS = 3;
  private static final long LOCK = 0x666C_6167_7273L;
  private static final JsonMapper JSON = new JsonMapper();

  private static AdminApi root;
  private static LocalDate today;

  @BeforeAll
  static void sendRecords() throws Exception {
    root = AdminGateway.administrator();
    today = LocalDate.now(ZoneOffset.UTC);
    Reply product = root.put("/admin/v1/products/" + PRODUCT, "{\"name\":\"Counted\"}");
    assertThat(product.status()).as("%s", product).isEqualTo(201);
    Reply key =
        root.post(
            "/admin/v1/api-keys",
            "{\"name\":\"statistics\",\"capabilities\":[\"write\"],\"environment\":\"production\"}");
    assertThat(key.status()).as("%s", key).isEqualTo(201);
    for (int i = 0; i < RECORDS; i++) {
      send(key.json().path("key").asText(), "LEAKED-1", "machine-" + i);
    }
    Patience.until("the records are counted", () -> totals().path("records").asInt() == RECORDS);
  }

  @Test
  void whatWasSentIsCountedAndTopListsTellWhoUsesTheLicense() {
    JsonNode answer = root.get(STATISTICS + "?product_id=" + PRODUCT).json();

    assertThat(answer.at("/totals/records").asInt()).isEqualTo(RECORDS);
    assertThat(answer.at("/before/records").asInt()).isZero();
    assertThat(answer.at("/change/records").isNull()).isTrue();
    assertThat(answer.at("/products/0/name").asText()).isEqualTo("Counted");
    assertThat(answer.at("/products/0/records").asInt()).isEqualTo(RECORDS);
    assertThat(answer.at("/distinct/activations").asInt()).isEqualTo(RECORDS);
    assertThat(answer.at("/values/items/0/mean").asDouble()).isEqualTo(2.5);
    assertThat(answer.at("/counted/record").asLong()).isPositive();
    JsonNode top = root.get(STATISTICS + "/top?product_id=" + PRODUCT).json();
    JsonNode license = top.at("/licenses_by_activations/items/0");
    assertThat(license.path("license_key").asText()).isEqualTo("LEAKED-1");
    assertThat(license.path("activations").asInt()).isEqualTo(RECORDS);
    assertThat(license.path("known").asBoolean()).isFalse();
    assertThat(top.at("/invented_keys/items/0/name").asText()).isEqualTo("LEAKED-1");
    assertThat(top.at("/sources/items/0/records").asInt()).isEqualTo(RECORDS);
  }

  @Test
  void aCountThatWasChangedByHandIsFoundAndARebuildMendsIt() throws Exception {
    assertThat(differences()).isEmpty();
    AdminGateway.running()
        .database()
        .execute("UPDATE rollup_day SET records = records + 1 WHERE product = " + PRODUCT);

    assertThat(differences())
        .isNotEmpty()
        .allSatisfy(
            one ->
                assertThat(one.path("counted").asInt()).isEqualTo(one.path("records").asInt() + 1));
    Reply rebuilt =
        root.post(
            STATISTICS + "/rebuild",
            "{\"from\":\"" + today + "\",\"to\":\"" + LocalDate.now(ZoneOffset.UTC) + "\"}");

    assertThat(rebuilt.status()).as("%s", rebuilt).isEqualTo(200);
    String body = new String(rebuilt.answer().body(), StandardCharsets.UTF_8);
    JsonNode report = JSON.readTree(body.substring(body.indexOf("{\"report\"")));
    assertThat(report.at("/report/ending").asText()).isEqualTo("complete");
    assertThat(report.at("/report/records").asInt()).isGreaterThanOrEqualTo(RECORDS);
    assertThat(differences()).isEmpty();
    assertThat(totals().path("records").asInt()).isEqualTo(RECORDS);
    assertThat(root.get("/admin/v1/audit?action=statistics.rebuild").json().path("items"))
        .isNotEmpty();
  }

  @Test
  void whileOneRebuildsNobodyElseDoes() throws Exception {
    try (Connection other = AdminGateway.running().database().connect();
        Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");

      Reply reply =
          root.post(STATISTICS + "/rebuild", "{\"from\":\"2029-01-01\",\"to\":\"2029-01-02\"}");

      assertThat(reply.status()).as("%s", reply).isEqualTo(409);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?from=yesterday | from",
        "?from=2026-02-31T00:00:00Z | from",
        "?to=2020-01-01T00:00:00Z&from=2020-01-02T00:00:00Z | to",
        "?from=2020-01-01T00:00:00Z | from",
        "?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&resolution=hour | resolution",
        "?resolution=minute | resolution",
        "?environment=' OR true | environment",
        "?product_id=one | product_id",
        "?product_id=-1 | product_id",
        "?part=everything | part",
        "?colour=red | colour",
        "/top?limit=0 | limit",
        "/top?limit=101 | limit",
        "/top?from=2020-01-01T00:00:00Z | from",
        "/top?resolution=hour | resolution",
        "/comparison | day",
        "/comparison?day=today | day",
        "/comparison?day=2026-02-30 | day"
      })
  void whatIsWrongIsRefusedByName(String target, String field) {
    Reply reply = root.get(STATISTICS + target.replace(" ", "%20").replace("'", "%27"));

    assertThat(reply.status()).as("%s", reply).isEqualTo(400);
    assertThat(reply.json().path("errors").findValuesAsText("field"))
        .anyMatch(named -> named.startsWith(field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'from':'2026-01-02','to':'2026-01-01'} | to",
        "{'from':'2026-01-01','to':'2027-06-01'} | to",
        "{'from':'2026-02-30','to':'2026-03-01'} | from",
        "{'from':'2026-01-01'} | to"
      })
  void aRebuildOfNoDaysIsRefusedByName(String body, String field) {
    Reply reply = root.post(STATISTICS + "/rebuild", body.replace('\'', '"'));

    assertThat(reply.status()).as("%s", reply).isEqualTo(400);
    assertThat(reply.json().path("errors").findValuesAsText("field")).contains(field);
  }

  private static JsonNode totals() {
    return root.get(STATISTICS + "?part=totals&product_id=" + PRODUCT).json().path("totals");
  }

  private static List<JsonNode> differences() {
    Reply reply = root.get(STATISTICS + "/comparison?day=" + today);
    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    List<JsonNode> found = new ArrayList<>();
    reply
        .json()
        .path("items")
        .forEach(
            one -> {
              if (one.path("product_id").asInt() == PRODUCT) {
                found.add(one);
              }
            });
    return found;
  }

  private static void send(String apiKey, String license, String activation) throws Exception {
    RunningGateway gateway = AdminGateway.running();
    String body =
        "data_type=numeric-single-value&numeric_data_single_value=2.5&data_group=g&product_id="
            + PRODUCT
            + "&product_version=1.0&user_identifier=u&activation_identifier="
            + activation
            + "&license_key="
            + license;
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/api/v1/send-telemetry-data"))
                    .header("Authorization", "Bearer " + apiKey)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
