package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens below the requests: versions of HTTP, connections, requests that are none. */
class ConnectionsIT {
  private final Client client = Client.demo();

  @Test
  void http2WithoutTlsWorks() {
    Answer answer = Client.overHttp2(RunningGateway.demo()).send(Fields.document());

    assertThat(answer.code()).isEqualTo(830);
    assertThat(answer.version()).isEqualTo(Version.HTTP_2);
  }

  @Test
  void aLongRequestLineWithinTheLimitIsRead() {
    Fields fields =
        Fields.document().with("data_type", "text").with("text_data", "x".repeat(60_000));

    Answer answer =
        client.ask(client.to(Client.SEND + "?" + fields.form()).POST(BodyPublishers.noBody()));

    assertThat(answer.code()).isEqualTo(830);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (Wire wire = new Wire(RunningGateway.demo().httpPort())) {
      wire.send(
          "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
              + "GET "
              + Client.SEND
              + " HTTP/1.1\r\nHost: x\r\n\r\n"
              + "GET "
              + Client.READ
              + " HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(verified(wire.receive()).code()).isEqualTo(162);
      assertThat(verified(wire.receive()).code()).isEqualTo(163);
      assertThat(verified(wire.receive()).code()).isEqualTo(100);
    }
  }

  @Test
  void http10IsAnsweredAndTheConnectionClosed() throws Exception {
    try (Wire wire = new Wire(RunningGateway.demo().httpPort())) {
      wire.send("GET " + Client.READ + "?api_key=" + Fields.API_KEY + " HTTP/1.0\r\n\r\n");

      assertThat(verified(wire.receive()).code()).isEqualTo(970);
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Client.READ + "?user_identifier=nobody&api_key=" + Fields.API_KEY,
        Client.READ,
        "/nowhere",
        "/api/v1/public-key",
        "/.well-known/jwks.json",
        "/openapi.json",
        "/docs"
      })
  void theAnswerToHeadHasNoBody(String target) throws Exception {
    int status = client.exchange(client.to(target)).statusCode();

    try (Wire wire = new Wire(RunningGateway.demo().httpPort())) {
      wire.send(
          "HEAD "
              + target
              + " HTTP/1.1\r\nHost: x\r\n\r\n"
              + "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(wire.receiveHead().status()).isEqualTo(status);
      assertThat(verified(wire.receive()).code()).isEqualTo(162);
    }
  }

  @Test
  void aClientThatWaitsForAWordIsToldToGoOn() throws Exception {
    String form = Fields.document().form();
    try (Wire wire = new Wire(RunningGateway.demo().httpPort())) {
      wire.send(expecting("application/x-www-form-urlencoded", form.length()));
      assertThat(wire.receiveHead().status()).isEqualTo(100);

      wire.send(form);

      assertThat(verified(wire.receive()).code()).isEqualTo(830);
    }
  }

  @Test
  void aClientThatWaitsForAWordIsSparedSendingTooMuch() throws Exception {
    try (Wire wire = new Wire(RunningGateway.demo().httpPort())) {
      wire.send(expecting("text/plain", 50_000_000));

      assertRefused(wire, 413, 161, "Request too large");
    }
  }

  @Test
  void tooMuchIsReadToItsEndSoThatTheAnswerCanBeRead() throws Exception {
    int chunks = 200;
    String chunk = "x".repeat(50_000);
    try (Wire wire = new Wire(RunningGateway.demo().httpPort())) {
      wire.send(
          "POST " + Client.SEND + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < chunks; i++) {
        wire.send("c350\r\n" + chunk + "\r\n");
      }
      wire.send("0\r\n\r\n");

      assertRefused(wire, 413, 161, "Request too large");
      wire.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
      assertRefused(wire, 404, 162, "Endpoint not found");
    }
  }

  @Test
  void whatIsNotHttpIsMalformed() throws Exception {
    assertUnreadable("NOT HTTP AT ALL\r\n\r\n", 400);
    assertUnreadable("GET / HTTP/1.1\r\nHost x\r\nno colon\r\n\r\n", 400);
    assertUnreadable(
        "POST " + Client.SEND + " HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400);
  }

  @Test
  void aRequestLineOverTheLimitIsTooLong() throws Exception {
    assertUnreadable("GET /?" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414);
  }

  @Test
  void headersOverTheLimitAreTooLarge() throws Exception {
    assertUnreadable(
        "GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(40_000) + "\r\n\r\n", 431);
  }

  private void assertUnreadable(String request, int status) throws IOException {
    try (Wire wire = new Wire(RunningGateway.demo().httpPort())) {
      wire.send(request);
      assertRefused(wire, status, 166, "Malformed request");
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  private void assertRefused(Wire wire, int status, int code, String message) throws IOException {
    Answer answer = verified(wire.receive());
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.response().path("message").asText()).isEqualTo(message);
  }

  private Answer verified(Answer answer) {
    client.envelopes().verifyDocument(answer);
    return answer;
  }

  private static String expecting(String contentType, int length) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: %s\r\nContent-Length: %s\r\n\r\n"
        .formatted(Client.SEND, contentType, Integer.toString(length));
  }
}
