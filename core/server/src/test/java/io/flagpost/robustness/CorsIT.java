package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls from pages of other origins, where they are allowed and where they are not. */
class CorsIT {
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String LISTED = "https://shop.example";
  private static final String FOREIGN = "https://elsewhere.example";

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(Mode.DEMO, Map.of("http.cors.origins", LISTED));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aListedOriginIsTold() throws IOException {
    Answer answer = send(gateway, "POST", LISTED, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header(ALLOW_ORIGIN)).isEqualTo(LISTED);
    assertThat(answer.header("Access-Control-Expose-Headers"))
        .contains("Flagpost-Key-Id", "X-Request-Id", "Retry-After");
  }

  @Test
  void anotherOriginIsServedButNotTold() throws IOException {
    Answer answer = send(gateway, "POST", FOREIGN, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header(ALLOW_ORIGIN)).isNull();
  }

  @Test
  void whoNamesNoOriginIsServed() throws IOException {
    Answer answer = send(gateway, "POST", null, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header(ALLOW_ORIGIN)).isNull();
  }

  @Test
  void aPreflightFromAListedOriginIsGranted() throws IOException {
    Answer answer = preflight(gateway, LISTED);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header(ALLOW_ORIGIN)).isEqualTo(LISTED);
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(answer.header("Access-Control-Allow-Headers"))
        .containsIgnoringCase("Authorization")
        .containsIgnoringCase("Content-Type");
  }

  @Test
  void aPreflightFromAnotherOriginIsNot() throws IOException {
    Answer answer = preflight(gateway, FOREIGN);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header(ALLOW_ORIGIN)).isNull();
    assertThat(answer.header("Allow")).isEqualTo("POST, OPTIONS");
  }

  @Test
  void nobodyIsToldByDefault() throws IOException {
    Answer answer = send(RunningGateway.demo(), "POST", LISTED, "");
    Answer preflight = preflight(RunningGateway.demo(), LISTED);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header(ALLOW_ORIGIN)).isNull();
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header(ALLOW_ORIGIN)).isNull();
  }

  private static Answer preflight(RunningGateway asked, String origin) throws IOException {
    return send(
        asked,
        "OPTIONS",
        origin,
        "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n");
  }

  private static Answer send(
      RunningGateway asked, String method, @Nullable String origin, String headers)
      throws IOException {
    try (RawConnection client = new RawConnection(asked.httpPort())) {
      String request =
          String.format(
              Locale.ROOT,
              "%s /api/v1/send-telemetry HTTP/1.1\r\nHost: x\r\n%s%sContent-Length: 0\r\n",
              method,
              origin == null ? "" : "Origin: " + origin + "\r\n",
              headers);
      return client
          .send(request + "Authorization: Bearer " + DemoData.API_KEY + "\r\n\r\n")
          .receive();
    }
  }
}
