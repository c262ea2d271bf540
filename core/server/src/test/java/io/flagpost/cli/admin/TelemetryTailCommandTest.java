package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TelemetryTailCommandTest extends OperationCommandFixture {
  private static final String EVENTS = "text/event-stream";
  private static final String START = "retry: 1\nid: 6-2\n\n";

  private static final String RECORD =
      """
      {"record_id": "0190", "id": 7, "received_at": "2030-01-01T00:00:00.123456Z",
       "product_id": "1", "product_version": "2.0.1", "license_key": "K", "red_flags": [],
       "activation_identifier": null, "client_address": "192.0.2.7"}"""
          .replace("\n", " ");

  private static final String FLAGGED =
      RECORD
          .replace("\"red_flags\": []", "\"red_flags\": [\"odd\", \"shared\"]")
          .replace("\"K\"", "\"K\\u001b]0;x\\u0007\\u202e\\u2028\"");

  @Test
  void eachRecordIsALineAndSoIsEachVerdict() {
    gateway
        .answers(
            200,
            EVENTS,
            START
                + event("record", "7-2", "{\"record\":" + RECORD + "}")
                + event("verdict", "7-3", "{\"verdict\":{},\"record\":" + FLAGGED + "}"))
        .answers(403, "{\"detail\":\"Not any more\"}");

    assertThat(run("telemetry tail --has-red-flags")).isEqualTo(3);

    assertThat(shell.out())
        .isEqualTo(
            """
            2030-01-01T00:00:00Z   0190  -  1 2.0.1  K  -  192.0.2.7
            2030-01-01T00:00:00Z*  0190  odd, shared  1 2.0.1  K\\u001b]0;x\\u0007\\u202e\\u2028  -  192.0.2.7
            """);
    assertThat(gateway.asked().get(0).target())
        .isEqualTo("/admin/v1/telemetry/live?has_red_flags=true");
    assertThat(shell.err()).contains("the connection was lost; trying again", "Not any more");
  }

  @Test
  void aLostStreamIsGoneOnWithBehindTheLastWholeEvent() {
    gateway
        .answers(
            200,
            EVENTS,
            START
                + event("record", "7-2", "{\"record\":" + RECORD + "}")
                + "event: record\nid: 8-2\ndata: {\"record\":")
        .answers(503, "{\"detail\":\"It starts\"}")
        .answers(200, EVENTS, "id: 9-9\n\nevent: end\ndata: {\"reason\":\"stopping\"}\n\n")
        .answers(200, EVENTS, "event: end\ndata: {\"reason\":\"unauthorized\"}\n\n")
        .answers(401, "{\"detail\":\"The token has ended\"}");

    assertThat(run("telemetry tail")).isEqualTo(3);

    assertThat(gateway.asked().stream().map(one -> String.valueOf(one.lastEventId())))
        .containsExactly("null", "7-2", "7-2", "9-9", "9-9");
    assertThat(shell.out().lines()).hasSize(1);
    assertThat(shell.err())
        .contains("It starts; trying again", "the gateway stops; trying again", "has ended");
  }

  @Test
  void whatWasLeftOutIsSaid() {
    gateway
        .answers(
            200,
            EVENTS,
            START
                + event(
                    "omitted",
                    "6-2",
                    "{\"omitted\":{\"of\":\"records\",\"count\":57,\"first_id\":7,\"last_id\":80}}")
                + event(
                    "omitted",
                    "6-2",
                    "{\"omitted\":{\"of\":\"verdicts\",\"count\":null,\"first_id\":null}}"))
        .answers(403, "{}");

    assertThat(run("telemetry tail")).isEqualTo(3);

    assertThat(shell.out())
        .isEqualTo(
            """
            ... 57 more records left out, id 7 to 80
            ... an unknown number of more verdicts left out
            """);
  }

  @Test
  void aProgramGetsEachEventOnALine() throws IOException {
    gateway
        .answers(
            200,
            EVENTS,
            START
                + event("record", "7-2", "{\"record\":" + FLAGGED + "}")
                + event("omitted", "7-2", "{\"omitted\":{\"of\":\"records\",\"count\":1}}"))
        .answers(403, "{}");

    assertThat(run("telemetry tail -o json")).isEqualTo(3);

    List<JsonNode> lines = new ArrayList<>();
    for (String line : shell.out().lines().toList()) {
      lines.add(new JsonMapper().readTree(line));
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).path("event").asText()).isEqualTo("record");
    assertThat(lines.get(0).path("id").asText()).isEqualTo("7-2");
    assertThat(lines.get(0).path("record")).isEqualTo(new JsonMapper().readTree(FLAGGED));
    assertThat(lines.get(1).path("omitted").path("count").asInt()).isEqualTo(1);
  }

  @Test
  void aScriptGetsOneMemberOfEachRecord() {
    gateway
        .answers(
            200,
            EVENTS,
            START
                + event("record", "7-2", "{\"record\":" + RECORD + "}")
                + event("omitted", "7-2", "{\"omitted\":{\"of\":\"records\",\"count\":1}}"))
        .answers(403, "{}");

    assertThat(run("telemetry tail --column record_id")).isEqualTo(3);

    assertThat(shell.out()).isEqualTo("0190\n");
  }

  @Test
  void aLineFitsTheTerminal() {
    shell.typing().environment.put("COLUMNS", "60");
    gateway
        .answers(200, EVENTS, START + event("record", "7-2", "{\"record\":" + FLAGGED + "}"))
        .answers(403, "{}");

    assertThat(run("telemetry tail")).isEqualTo(3);

    assertThat(shell.out().lines().findFirst().orElseThrow())
        .hasSizeLessThanOrEqualTo(60)
        .startsWith("2030-01-01T00:00:00Z   odd, s\u2026  1 2.0.1  K\\u");
  }

  @Test
  void whoNeverHadAStreamIsToldWhyAtOnce() {
    gateway.answers(503, "{\"detail\":\"This node has 64 live streams\"}");

    assertThat(run("telemetry tail")).isEqualTo(6);

    assertThat(shell.err()).contains("This node has 64 live streams");
    assertThat(gateway.asked()).hasSize(1);
  }

  private static String event(String type, String id, String data) {
    return "event: " + type + "\nid: " + id + "\ndata: " + data + "\n\n";
  }
}
