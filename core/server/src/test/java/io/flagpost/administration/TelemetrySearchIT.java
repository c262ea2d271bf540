package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.admin.api.Operation;
import io.flagpost.admin.api.Parameter;
import io.flagpost.testing.AdminApi;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is sent is found, and no parameter of a search does anything but filter. */
class TelemetrySearchIT {
  private static final long PRODUCT = 9_201;
  private static final String LICENSE = "SEARCHED-1";
  private static final String BEGIN = "/admin/v1/telemetry";

  /** A wrong value of each parameter that has any. */
  private static final Map<String, String> WRONG =
      Map.ofEntries(
          Map.entry("limit", "0"),
          Map.entry("cursor", "x"),
          Map.entry("sort", "name"),
          Map.entry("event_id", "7"),
          Map.entry("environment", "No Environment"),
          Map.entry("address", "192.0.2.256"),
          Map.entry("has_red_flags", "maybe"),
          Map.entry("severity", "terrible"),
          Map.entry("check_version", "1"),
          Map.entry("format_error", "hwid"),
          Map.entry("pending", "2"),
          Map.entry("from", "yesterday"),
          Map.entry("to", "2026-02-30T00:00:00Z"),
          Map.entry("occurred_from", "1"),
          Map.entry("occurred_to", " "));

  private static final List<String> INJECTIONS =
      List.of(
          "x' OR '1'='1",
          "'; DROP TABLE telemetry; --",
          "$1",
          "\\'; SELECT pg_sleep(9); --",
          "1) OR (1=1",
          "%' OR 1=1 --");

  private static AdminApi root;
  private static String recordId;

  @BeforeAll
  static void send() throws Exception {
    root = AdminGateway.administrator();
    root.put("/admin/v1/products/" + PRODUCT, "{\"name\": \"Searched\"}");
    AdminApi.Reply key =
        root.post("/admin/v1/api-keys", "{\"name\": \"Searched\", \"capabilities\": [\"write\"]}");
    recordId = Senders.send(root, key.json().path("key").asText(), PRODUCT, LICENSE, "a note");
  }

  @Test
  void aRecordThatWasSentIsFoundAndShownWithWhatItsFormatBreaks() {
    JsonNode found = search("license_key=" + LICENSE + "&format_error=data_group");

    assertThat(found.path("items")).hasSize(1);
    JsonNode record = found.path("items").path(0);
    assertThat(record.path("record_id").asText()).isEqualTo(recordId);
    assertThat(record.path("text_data").asText()).isEqualTo("a note");
    assertThat(found.path("end").asText()).isEqualTo("complete");
    JsonNode whole = root.get(BEGIN + "/" + recordId).json();
    assertThat(whole.path("receipt").path("flags").path(0).path("evidence"))
        .anyMatch(message -> message.asText().equals("The data group field is required."));
    assertThat(whole.path("around").path("license").path("before")).isEmpty();
  }

  @Test
  void itsLicenseHasATimeLine() {
    JsonNode line = root.get(BEGIN + "/timeline?license_key=" + LICENSE).json();

    assertThat(line.path("seen").path("records").asInt()).as("%s", line).isEqualTo(1);
    assertThat(line.path("versions").path("different").asInt()).isEqualTo(1);
  }

  @TestFactory
  Stream<DynamicTest> aWrongValueIsRefusedByTheNameOfItsParameter() {
    return WRONG.entrySet().stream()
        .map(
            wrong ->
                dynamicTest(
                    wrong.getKey(),
                    () -> {
                      AdminApi.Reply reply =
                          root.get(BEGIN + "?" + wrong.getKey() + "=" + encoded(wrong.getValue()));
                      assertThat(reply.status()).as("%s", reply).isEqualTo(400);
                      assertThat(reply.json().path("errors").path(0).path("field").asText())
                          .startsWith(wrong.getKey());
                    }));
  }

  /** Every other parameter takes any text. */
  @TestFactory
  Stream<DynamicTest> aBlankFilterIsRefusedByItsName() {
    return filters()
        .filter(name -> !WRONG.containsKey(name))
        .map(
            name ->
                dynamicTest(
                    name,
                    () -> {
                      AdminApi.Reply reply = root.get(BEGIN + "?" + name + "=");
                      assertThat(reply.status()).as("%s", reply).isEqualTo(400);
                      assertThat(reply.json().path("errors").path(0).path("field").asText())
                          .startsWith(name);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> noParameterIsSql() {
    return filters()
        .map(
            name ->
                dynamicTest(
                    name,
                    () -> {
                      for (String injection : INJECTIONS) {
                        AdminApi.Reply reply =
                            root.get(BEGIN + "?" + name + "=" + encoded(injection));
                        assertThat(reply.status()).as("%s", reply).isIn(200, 400);
                        assertThat(reply.json().path("items")).isEmpty();
                      }
                      assertThat(search("license_key=" + LICENSE).path("items")).hasSize(1);
                    }));
  }

  private static Stream<String> filters() {
    Operation search =
        AdminContract.load().operations().stream()
            .filter(operation -> operation.id().equals("searchTelemetry"))
            .findFirst()
            .orElseThrow();
    return search.parametersIn(Parameter.Location.QUERY).map(Parameter::name);
  }

  private static JsonNode search(String query) {
    AdminApi.Reply reply = root.get(BEGIN + "?" + query);
    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    return reply.json();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
