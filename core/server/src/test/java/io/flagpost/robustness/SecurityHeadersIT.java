package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer of the public listener tells browsers. */
class SecurityHeadersIT {
  private static final String STRICT = "default-src 'none'; frame-ancestors 'none'";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/public-key HTTP/1.1",
        "GET /.well-known/jwks.json HTTP/1.1",
        "GET /openapi.json HTTP/1.1",
        "GET /docs HTTP/1.1",
        "POST /api/v1/send-telemetry HTTP/1.1",
        "GET /api/v1/get-telemetry HTTP/1.1",
        "OPTIONS /api/v1/get-telemetry HTTP/1.1",
        "DELETE /docs HTTP/1.1",
        "GET /nowhere HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "GET / HTTP/7.3",
        "nonsense"
      })
  void areOnEveryAnswer(String requestLine) throws IOException {
    Answer answer = ask(RunningGateway.demo(), requestLine);

    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Content-Security-Policy"))
        .startsWith("default-src 'none'")
        .endsWith("frame-ancestors 'none'");
    assertThat(answer.header("Strict-Transport-Security")).isNull();
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
  }

  @Test
  void dataMayLoadNothingAtAll() throws IOException {
    Answer answer = ask(RunningGateway.demo(), "GET /api/v1/public-key HTTP/1.1");

    assertThat(answer.header("Content-Security-Policy")).isEqualTo(STRICT);
  }

  @Test
  void whereOtherOriginsMayCallTheyMayUseTheAnswers() throws IOException {
    try (RunningGateway open =
        RunningGateway.start(Mode.DEMO, Map.of("http.cors.origins", "https://shop.example"))) {
      assertThat(
              ask(open, "GET /api/v1/public-key HTTP/1.1").header("Cross-Origin-Resource-Policy"))
          .isEqualTo("cross-origin");
    }
  }

  private static Answer ask(RunningGateway gateway, String requestLine) throws IOException {
    try (RawConnection client = new RawConnection(gateway.httpPort())) {
      return client.send(requestLine + "\r\nHost: x\r\nContent-Length: 0\r\n\r\n").receive();
    }
  }
}
