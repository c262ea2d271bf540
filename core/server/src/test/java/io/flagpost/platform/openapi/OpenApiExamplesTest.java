package io.flagpost.platform.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiExamplesTest {
  private final OpenApiExamples examples = OpenApiExamples.load();

  @Test
  void aRequestBelongsToTheAnswerOfTheSameName() {
    OpenApiExample example = named("POST /api/v1/send-telemetry-data document-831");

    assertThat(example.method()).isEqualTo("POST");
    assertThat(example.target()).isEqualTo("/api/v1/send-telemetry-data");
    assertThat(example.headers())
        .containsOnly(entry("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(bodyOf(example))
        .isEqualTo("api_key=2964c3c9-0b5d-4d89-b3ac-4668f30bc492&product_id=999");
    assertThat(example.expectedStatus()).isEqualTo(200);
    assertThat(example.expected().at("/response/code").asInt()).isEqualTo(831);
    assertThat(example.expected().at("/response/errors").size()).isEqualTo(7);
  }

  @Test
  void aRequestMayNameAnotherAnswer() {
    OpenApiExample example = named("POST /v1/send-telemetry json-numbers");

    assertThat(example.headers()).containsEntry("Content-Type", "application/json");
    assertThat(bodyOf(example)).contains("\"product_id\":1,");
    assertThat(example.expected().at("/response/code").asInt()).isEqualTo(830);
  }

  @Test
  void aMultipartBodyHasAPartForEachField() {
    OpenApiExample example = named("POST /api/v1/send-telemetry multipart");

    assertThat(example.headers().get("Content-Type"))
        .isEqualTo("multipart/form-data; boundary=documented-example");
    assertThat(bodyOf(example))
        .startsWith("--documented-example\r\nContent-Disposition: form-data; name=\"api_key\"\r\n")
        .contains("name=\"data_group\"\r\n\r\ntest_group\r\n")
        .endsWith("--documented-example--\r\n");
  }

  @Test
  void anAnswerMayBringARequestOfItsOwn() {
    OpenApiExample example = named("POST /api/v1/send-telemetry-data -> document-830");

    assertThat(example.target())
        .startsWith("/api/v1/send-telemetry-data?api_key=2964c3c9-0b5d-4d89-b3ac-4668f30bc492&")
        .contains("&product_version=1.0.1&");
    assertThat(example.body()).isEmpty();
    assertThat(named("DELETE /api/v1/get-telemetry -> other-method").expectedStatus())
        .isEqualTo(405);
    assertThat(named("POST /v1/send-telemetry -> too-large").body()).hasSize(1024 * 1024 + 1);
  }

  @Test
  void anExchangeMayNeedAnotherOneBefore() {
    OpenApiExample before = named("GET /v1/get-telemetry-data -> records").before();

    assertThat(before).isSameAs(named("POST /api/v1/send-telemetry-data to-read-back")).isNotNull();
  }

  @Test
  void everyAliasHasTheSameExamples() {
    assertThat(namesAt("POST /api/v1/send-telemetry-data "))
        .hasSizeGreaterThan(15)
        .isEqualTo(namesAt("POST /api/v1/send-telemetry "))
        .isEqualTo(namesAt("POST /v1/send-telemetry-data "))
        .isEqualTo(namesAt("POST /v1/send-telemetry "));
    assertThat(namesAt("GET /api/v1/get-telemetry-data "))
        .hasSizeGreaterThan(8)
        .isEqualTo(namesAt("GET /api/v1/get-telemetry "))
        .isEqualTo(namesAt("GET /v1/get-telemetry-data "))
        .isEqualTo(namesAt("GET /v1/get-telemetry "));
  }

  @Test
  void onlyWhatCannotBeCalledUpIsLeftOut() {
    assertThat(examples.notOnDemand())
        .containsExactlyInAnyOrder(
            "malformed",
            "uri-too-long",
            "headers-too-large",
            "too-many-requests",
            "unavailable",
            "internal-error");
  }

  @Test
  void anAnswerThatNoRequestGetsIsAMistake() {
    ObjectNode document = examples.document().deepCopy();
    ((ObjectNode) document.at("/components/responses/Blocked/content/application~1json/examples"))
        .putObject("left-over");

    assertThatThrownBy(() -> OpenApiExamples.of(document))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("left-over");
  }

  @Test
  void aRequestWithoutAnAnswerIsAMistake() {
    ObjectNode document = examples.document().deepCopy();
    ((ObjectNode)
            document.at(
                "/components/requestBodies/Telemetry/content/application~1json/examples/json"))
        .put("x-flagpost-answer", "no-such-answer");

    assertThatThrownBy(() -> OpenApiExamples.of(document))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-answer");
  }

  @Test
  void whatVariesIsNotCompared() throws Exception {
    var json = new JsonMapper();
    String one =
        "{\"response\":{\"code\":970,\"data\":[{\"id\":1,\"data\":\"5\"}],\"timestamp\":1},\"signature\":\"a\"}";
    String later =
        one.replace("\"id\":1", "\"id\":7").replace(":1}", ":9}").replace("\"a\"", "\"b\"");
    String other = one.replace("\"5\"", "\"6\"");

    assertThat(OpenApiExample.comparable(json.readTree(later)))
        .isEqualTo(OpenApiExample.comparable(json.readTree(one)))
        .isNotEqualTo(OpenApiExample.comparable(json.readTree(other)));
  }

  private OpenApiExample named(String name) {
    return examples.exchanges().stream()
        .filter(example -> example.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> namesAt(String operation) {
    return examples.exchanges().stream()
        .map(OpenApiExample::name)
        .filter(name -> name.startsWith(operation))
        .map(name -> name.substring(operation.length()))
        .toList();
  }

  private static String bodyOf(OpenApiExample example) {
    return new String(example.body(), UTF_8);
  }
}
