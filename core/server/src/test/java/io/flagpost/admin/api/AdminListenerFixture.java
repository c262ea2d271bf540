package io.flagpost.admin.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** A {@link TestListener} for all tests of a class, and requests to it over plain connections. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AdminListenerFixture {
  static final String THINGS = "/admin/v1/things";

  final TestListener listener = new TestListener();

  @AfterAll
  void stop() {
    listener.close();
  }

  static void assertInvalid(Answer answer, String field, String reason) throws IOException {
    assertProblem(answer, 400, "invalid");
    assertThat(problem(answer).get("errors"))
        .anySatisfy(
            error -> {
              assertThat(error.get("field").asText()).isEqualTo(field);
              assertThat(error.get("reason").asText()).isEqualTo(reason);
            })
        .allSatisfy(error -> assertThat(error.get("field").asText()).isEqualTo(field));
  }

  static void assertProblem(Answer answer, int status, String type) throws IOException {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(problem(answer).get("type").asText()).isEqualTo("urn:flagpost:problem:" + type);
    assertThat(problem(answer).get("status").asInt()).isEqualTo(status);
    assertThat(problem(answer).get("title").asText()).isNotBlank();
    assertThat(problem(answer).get("detail").asText()).isNotBlank();
  }

  static JsonNode problem(Answer answer) throws IOException {
    return new JsonMapper().readTree(answer.body());
  }

  static JsonNode json(Answer answer) throws IOException {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return problem(answer);
  }

  Answer post(String body) throws IOException {
    return post("application/json", "", body.getBytes(UTF_8));
  }

  Answer post(String type, String coding, byte[] body) throws IOException {
    String headers =
        String.format(Locale.ROOT, "Content-Type: %s\r\nContent-Length: %d\r\n", type, body.length)
            + (coding.isEmpty() ? "" : "Content-Encoding: " + coding + "\r\n");
    try (RawConnection connection = connect()) {
      return connection.send(head("POST", THINGS, "admin", headers)).send(body).receive();
    }
  }

  Answer send(String method, String path, @Nullable String token) throws IOException {
    return send(head(method, path, token, ""));
  }

  Answer send(String method, String path, String token, String type, String body)
      throws IOException {
    return send(
        head(
                method,
                path,
                token,
                String.format(
                    Locale.ROOT, "Content-Type: %s\r\nContent-Length: %d\r\n", type, body.length()))
            + body);
  }

  Answer send(String request) throws IOException {
    try (RawConnection connection = connect()) {
      return connection.send(request).receive();
    }
  }

  RawConnection connect() throws IOException {
    return new RawConnection(listener.port());
  }

  static String head(String method, String path, @Nullable String token, String headers) {
    return String.format(
        Locale.ROOT,
        "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n",
        method,
        path,
        token == null ? "" : "Authorization: Bearer " + token + "\r\n",
        headers);
  }
}
