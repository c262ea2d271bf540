package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.platform.openapi.OpenApiExample;
import io.flagpost.platform.openapi.OpenApiExamples;
import io.flagpost.platform.openapi.OpenApiSchemas;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every exchange that the OpenAPI file documents, held against the running gateway. */
class OpenApiExamplesIT {
  private static final JsonMapper JSON = new JsonMapper();

  private final Client client = Client.demo();
  private final OpenApiExamples examples = OpenApiExamples.load();
  private final OpenApiSchemas schemas = new OpenApiSchemas(examples.document());

  @TestFactory
  Stream<DynamicTest> theAnswerIsAsDocumented() {
    return examples.exchanges().stream()
        .map(example -> DynamicTest.dynamicTest(example.name(), () -> check(example)));
  }

  @Test
  void theFileThatIsServedIsTheOneThatIsChecked() throws IOException {
    HttpResponse<byte[]> served = client.exchange(client.to("/openapi.json"));

    assertThat(JSON.readTree(served.body())).isEqualTo(examples.document());
  }

  private void check(OpenApiExample example) throws IOException {
    OpenApiExample before = example.before();
    if (before != null) {
      assertThat(client.exchange(request(before)).statusCode()).isEqualTo(before.expectedStatus());
    }
    if (example.isEnveloped()) {
      checkEnvelope(example);
    } else {
      checkContent(example);
    }
  }

  private void checkEnvelope(OpenApiExample example) {
    boolean sdk = example.expected().fieldNames().next().equals("private_key_used");
    Client.await(
        () -> {
          Answer answer = sdk ? client.askAsSdk(request(example)) : client.ask(request(example));
          assertThat(answer.status()).isEqualTo(example.expectedStatus());
          assertThat(answer.headers().map()).containsKeys(documentedHeaders(example));
          // A record that was just sent shows once no earlier one can still come.
          if (answer.response().path("data").size()
              < example.expected().at("/response/data").size()) {
            return false;
          }
          assertThat(OpenApiExample.comparable(answer.envelope()))
              .isEqualTo(OpenApiExample.comparable(example.expected()));
          return true;
        });
  }

  /** Of what is in no envelope, the shape is documented. */
  private void checkContent(OpenApiExample example) throws IOException {
    HttpResponse<byte[]> answer = client.exchange(request(example));
    String contentType = answer.headers().firstValue("Content-Type").orElse("");
    String body = new String(answer.body(), UTF_8);

    assertThat(answer.statusCode()).isEqualTo(example.expectedStatus());
    assertThat(answer.headers().map()).containsKeys(documentedHeaders(example));
    assertThat(contentType.split(";", 2)[0]).isEqualTo(example.expectedMediaType());
    if (example.expectedMediaType().equals("application/json")) {
      JsonNode received = JSON.readTree(body);
      assertThat(received.fieldNames())
          .toIterable()
          .containsAll(() -> example.expected().fieldNames());
      assertThat(schemas.errorsOf(received, pointer(example) + "/content/application~1json/schema"))
          .isEmpty();
    } else {
      assertThat(body).startsWith(example.expected().asText().lines().findFirst().orElseThrow());
    }
  }

  private String[] documentedHeaders(OpenApiExample example) {
    JsonNode response = examples.document().at(pointer(example));
    String reference = response.path("$ref").asText();
    JsonNode resolved =
        reference.isEmpty() ? response : examples.document().at(reference.substring(1));
    return resolved.path("headers").properties().stream()
        .map(header -> header.getKey().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }

  /** Where the response is; each path has a single operation. */
  private String pointer(OpenApiExample example) {
    String path = "/paths/" + example.target().split("\\?", 2)[0].replace("/", "~1");
    String operation = examples.document().at(path).fieldNames().next();
    return path + "/" + operation + "/responses/" + example.expectedStatus();
  }

  private HttpRequest.Builder request(OpenApiExample example) {
    HttpRequest.Builder request =
        client
            .to(example.target())
            .method(example.method(), BodyPublishers.ofByteArray(example.body()));
    example.headers().forEach(request::header);
    return request;
  }
}
