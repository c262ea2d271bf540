package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to send a record: encodings, places for the API key, paths. */
class SendTelemetryIT {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data; boundary=" + Fields.BOUNDARY;

  private final Client client = Client.demo();

  @Test
  void theDocumentsExampleAsAFormIsCorrect() {
    assertCorrect(client.send(Fields.document()));
  }

  @Test
  void theDocumentsExampleAsMultipartIsCorrect() {
    assertCorrect(client.ask(client.post(MULTIPART, Fields.document().multipart(""))));
  }

  @Test
  void aFilePartIsAFieldWithItsContent() {
    Fields fields =
        Fields.honest().with("data_type", "text").with("text_data", "from a file\r\nof two lines");

    assertCorrect(client.ask(client.post(MULTIPART, fields.multipart("text_data"))));

    assertThat(client.recordOf(fields.user()).path("data").asText())
        .isEqualTo("from a file\r\nof two lines");
  }

  @Test
  void theDocumentsExampleAsJsonIsCorrect() {
    assertCorrect(client.ask(client.json(Fields.document().json().toString())));
  }

  @Test
  void productIdMayBeAJsonInteger() {
    ObjectNode json = Fields.document().json().put("product_id", 1);

    assertCorrect(client.ask(client.json(json.toString())));
  }

  @Test
  void jsonNumbersAndBooleansCountAsTheirTextAsSent() {
    Fields fields = Fields.honest();
    String json =
        fields
            .json()
            .put("activation_identifier", 12135644)
            .put("data_group", true)
            .toString()
            .replace("\"numeric_data_single_value\":\"50\"", "\"numeric_data_single_value\":50.10");

    assertCorrect(client.ask(client.json(json)));

    JsonNode record = client.recordOf(fields.user());
    assertThat(record.path("data").asText()).isEqualTo("50.10");
    assertThat(record.path("data_group").asText()).isEqualTo("true");
    assertThat(record.path("activation_identifier").asText()).isEqualTo("12135644");
  }

  @Test
  void theDocumentsExampleAsQueryParametersIsCorrect() {
    assertCorrect(
        client.ask(
            client.to(Client.SEND + "?" + Fields.document().form()).POST(BodyPublishers.noBody())));
  }

  @Test
  void aBodyFieldWinsOverAQueryParameterOfTheSameName() {
    Fields fields = Fields.honest();

    assertCorrect(
        client.ask(
            client
                .to(Client.SEND + "?product_id=999&data_group=from-query&api_key=demo-inactive-key")
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(fields.form()))));

    assertThat(client.recordOf(fields.user()).path("data_group").asText()).isEqualTo("test_group");
  }

  @ParameterizedTest
  @ValueSource(strings = {FORM, "text/plain", "application/octet-stream", "not a type"})
  void aJsonObjectUnderAnotherContentTypeIsJson(String contentType) {
    assertCorrect(client.ask(client.post(contentType, Fields.document().json().toPrettyString())));
  }

  @Test
  void aJsonObjectWithoutAContentTypeIsJson() {
    assertCorrect(
        client.ask(
            client
                .to(Client.SEND)
                .POST(BodyPublishers.ofString(Fields.document().json().toString()))));
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertCorrect(client.ask(client.json("\uFEFF" + Fields.document().json())));
    assertCorrect(client.ask(client.post(FORM, "\uFEFF" + Fields.document().form())));
  }

  @Test
  void aBodyMayBeCompressed() throws IOException {
    byte[] body = Fields.document().form().getBytes(UTF_8);

    assertCorrect(client.ask(compressed("gzip", body)));
    assertCorrect(client.ask(compressed("deflate", body)));
    assertCorrect(client.ask(compressed("raw-deflate", body)));
  }

  @Test
  void theApiKeyMayBeInTheHeader() {
    Fields fields = Fields.document().without("api_key");

    assertCorrect(
        client.ask(client.form(fields).header("Authorization", "Bearer " + Fields.API_KEY)));
    assertCorrect(
        client.ask(client.form(fields).header("Authorization", "bearer " + Fields.API_KEY)));
    assertCorrect(
        client.ask(
            client
                .to(Client.SEND + "?api_key=" + Fields.API_KEY)
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(fields.form()))));
  }

  @Test
  void theHeaderCountsBeforeTheParameter() {
    Answer refused =
        client.ask(
            client.form(Fields.document()).header("Authorization", "Bearer demo-inactive-key"));

    assertThat(refused.code()).isEqualTo(101);
    assertCorrect(
        client.ask(
            client
                .form(Fields.document().with("api_key", "demo-inactive-key"))
                .header("Authorization", "Bearer " + Fields.API_KEY)));
  }

  @Test
  void anotherSchemeThanBearerIsIgnored() {
    assertCorrect(client.ask(client.form(Fields.document()).header("Authorization", "Basic dTpw")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/send-telemetry-data",
        "/api/v1/send-telemetry",
        "/v1/send-telemetry-data",
        "/v1/send-telemetry",
      })
  void everyPathTakesRecordsWithAndWithoutATrailingSlash(String path) {
    for (String target : new String[] {path, path + "/"}) {
      assertCorrect(
          client.ask(
              client
                  .to(target)
                  .header("Content-Type", FORM)
                  .POST(BodyPublishers.ofString(Fields.document().form()))));
    }
  }

  @Test
  void theTimeStampIsTheSecondOfTheAnswer() {
    long before = Instant.now().getEpochSecond();
    Answer answer = client.send(Fields.document());

    assertThat(answer.response().path("timestamp").isIntegralNumber()).isTrue();
    assertThat(answer.response().path("timestamp").asLong())
        .isBetween(before, Instant.now().getEpochSecond());
  }

  @Test
  void acceptIsIgnored() {
    assertCorrect(client.ask(client.form(Fields.document()).header("Accept", "text/html")));
  }

  @Test
  void whatSdksSendBesidesIsNormal() {
    Fields fields = Fields.honest();
    ObjectNode json = fields.json().put("hwid", "a1").put("country", "XX");
    json.putArray("flags").add("debugger");
    json.putObject("metadata").put("os", "linux").putArray("list").add(1);

    assertCorrect(client.ask(client.json(json.toString())));

    assertThat(Client.flagsOf(client.recordOf(fields.user()))).isEmpty();
  }

  private HttpRequest.Builder compressed(String coding, byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (coding) {
          case "gzip" -> new GZIPOutputStream(bytes);
          case "deflate" -> new DeflaterOutputStream(bytes);
          default -> new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED, true));
        }) {
      out.write(body);
    }
    String header = coding.equals("gzip") ? "gzip" : "deflate";
    return client.post(FORM, bytes.toByteArray()).header("Content-Encoding", header);
  }

  private static void assertCorrect(Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.responseButForTime())
        .isEqualTo(
            "{\"code\":830,\"message\":\"Correct format data saved\",\"errors\":[],\"timestamp\":0}");
    assertThat(answer.body()).contains("\"errors\":[]");
    assertThat(answer.keyUsed()).isEqualTo("global");
  }
}
