package io.flagpost.robustness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client meets that writes its request lines and headers by itself. */
class RawSocketIT extends RawSocketFixture {
  private static final int REQUEST_LINE_LIMIT = 64 * 1024;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
        "POST " + SEND + " HTTP/1.1\r\nno colon\r\n\r\n",
        "POST " + SEND + " HTTP/1.1\r\nContent-Length: much\r\n\r\n",
        "POST " + SEND + " HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST " + SEND + " BANANA/1.1\r\nHost: x\r\n\r\n",
        "GET " + SEND + " HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET  HTTP/1.1\r\n\r\n"
      })
  void whatIsNoHttpIsMalformedAndEndsTheConnection(String garbage) throws IOException {
    try (RawConnection client = connect()) {
      Answer answer = client.send(garbage).receive();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(key.code(answer)).isEqualTo(166);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anHttp11RequestThatNamesNoHostIsMalformed() throws IOException {
    try (RawConnection client = connect()) {
      Answer answer = client.send(record().replace("Host: x\r\n", "")).receive();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(key.code(answer)).isEqualTo(166);
      assertThat(answer.header("X-Request-Id")).isNotNull();
    }
  }

  @Test
  void aRequestLineOfTheLimitIsReadAndALongerOneIsRefused() throws IOException {
    String start = "POST " + SEND + "?text_data=";
    String end = " HTTP/1.1";
    String longest = start + "x".repeat(REQUEST_LINE_LIMIT - start.length() - end.length()) + end;
    String headers = "\r\nHost: x\r\nAuthorization: Bearer " + DemoData.API_KEY + "\r\n";
    try (RawConnection client = connect()) {
      client.send(longest + headers + "Content-Length: 0\r\n\r\n");
      assertThat(key.code(client.receive())).isEqualTo(831);

      Answer refusal =
          client.send(longest.replace("x HTTP", "xx HTTP") + headers + "\r\n").receive();
      assertThat(refusal.status()).isEqualTo(414);
      assertThat(key.code(refusal)).isEqualTo(166);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aRequestLineFarOverTheLimitIsRefusedReadably() throws IOException {
    try (RawConnection client = connect()) {
      client.send("GET /" + "x".repeat(1_000_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(client.receive().status()).isEqualTo(414);
    }
  }

  @Test
  void longHeadersAreReadAndLongerOnesAreRefused() throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: 0\r\nX-Long: " + "x".repeat(30_000)));
      assertThat(key.code(client.receive())).isEqualTo(831);

      Answer refusal =
          client.send(post("Content-Length: 0\r\nX-Long: " + "x".repeat(33_000))).receive();
      assertThat(refusal.status()).isEqualTo(431);
      assertThat(key.code(refusal)).isEqualTo(166);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anHttp10ClientIsAnsweredAndTheConnectionEnds() throws IOException {
    try (RawConnection client = connect()) {
      client.send(record().replace("HTTP/1.1\r\nHost: x", "HTTP/1.0"));

      assertThat(key.code(client.receive())).isEqualTo(831);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anHttp10ClientThatAsksForItKeepsItsConnection() throws IOException {
    String request = record().replace("HTTP/1.1\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n");
    try (RawConnection client = connect()) {
      Answer first = client.send(request).receive();
      Answer second = client.send(request).receive();

      assertThat(first.header("Connection")).isEqualToIgnoringCase("keep-alive");
      assertThat(key.code(second)).isEqualTo(831);
    }
  }

  @Test
  void aConnectionEndsWhenTheClientSaysSo() throws IOException {
    try (RawConnection client = connect()) {
      Answer answer =
          client.send(record().replace("Host: x", "Host: x\r\nConnection: close")).receive();

      assertThat(key.code(answer)).isEqualTo(831);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    StringBuilder pipeline = new StringBuilder();
    List<String> nonces = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String body = "data_type=text&nonce=number " + i;
      nonces.add("number " + i);
      pipeline.append(post("Content-Length: " + body.length())).append(body);
      if (i % 10 == 5) {
        pipeline.append("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
        nonces.add("");
      }
    }

    List<String> answered = new ArrayList<>();
    try (RawConnection client = connect()) {
      client.send(pipeline.toString());
      for (int i = 0; i < nonces.size(); i++) {
        answered.add(key.verified(client.receive()).at("/response/nonce").asText());
      }
    }

    assertThat(answered).isEqualTo(nonces);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/send-telemetry-data/, 831",
    "/v1/send-telemetry/, 831",
    "http://gateway.example/api/v1/send-telemetry-data, 831",
    "/api/v1/send-telemetry-data//, 162",
    "/api/v1//send-telemetry-data, 162",
    "//api/v1/send-telemetry-data, 162",
    "/api/v1/./send-telemetry-data, 162",
    "/api/v1/x/../send-telemetry-data, 162",
    "/api/v1/%2e%2e/v1/send-telemetry-data, 162",
    "/api/v1/send%2Dtelemetry-data, 162",
    "/api/v1/send-telemetry-data%2F, 162",
    "/api/v1/send-telemetry-data%00, 162",
    "/API/v1/send-telemetry-data, 162",
    "/api/v1/send-telemetry-data;x=1, 162",
    "/, 162",
    "http://gateway.example, 162",
    "/%, 162",
    "/%zz, 162",
    "/%ff, 162",
    "*, 162",
    "gateway.example:443, 162"
  })
  void pathsAreExactButForOneTrailingSlash(String target, int code) throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: 0").replace(SEND, target));

      assertThat(key.code(client.receive())).isEqualTo(code);
    }
  }

  @Test
  void bytesThatAreNotUtf8InTheQueryAreKept() throws Exception {
    String query = "data_group=\u00ff\u00fe&idempotent=" + System.nanoTime();
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: 0").replace(SEND, SEND + "?" + query));
      assertThat(key.code(client.receive())).isEqualTo(831);
    }

    try (var connection = gateway.database().connect();
        var lookup =
            connection.prepareStatement("SELECT data_group FROM telemetry WHERE raw_query = ?")) {
      lookup.setBytes(1, query.getBytes(ISO_8859_1));
      var rows = lookup.executeQuery();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("\uFFFD\uFFFD");
      assertThat(rows.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    SEND + ", 'POST, OPTIONS'",
    "/v1/get-telemetry, 'GET, HEAD, OPTIONS'",
    "/api/v1/public-key, 'GET, HEAD, OPTIONS'",
    "/.well-known/jwks.json, 'GET, HEAD, OPTIONS'",
    "/docs, 'GET, HEAD, OPTIONS'"
  })
  void optionsAndWrongMethodsNameTheRightOnes(String path, String allowed) throws IOException {
    try (RawConnection client = connect()) {
      Answer options = client.send("OPTIONS " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").receive();
      Answer refusal = client.send("PATCH " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").receive();

      assertThat(options.status()).isEqualTo(204);
      assertThat(options.header("Allow")).isEqualTo(allowed);
      assertThat(refusal.status()).isEqualTo(405);
      assertThat(refusal.header("Allow")).isEqualTo(allowed);
      assertThat(key.code(refusal)).isEqualTo(163);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/get-telemetry, 200",
    "/api/v1/public-key, 200",
    "/.well-known/jwks.json, 200",
    "/openapi.json, 200",
    SEND + ", 405",
    "/nowhere, 404"
  })
  void headIsAnsweredLikeGetWithoutTheBody(String path, int status) throws IOException {
    String request =
        String.format(
            Locale.ROOT,
            "HEAD %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
            path,
            DemoData.API_KEY);
    try (RawConnection client = connect()) {
      Answer head = client.send(request).receiveHead();
      Answer get = client.send(request.replace("HEAD", "GET")).receive();

      assertThat(head.status()).isEqualTo(get.status()).isEqualTo(status);
      assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
      assertThat(Integer.parseInt(String.valueOf(head.header("Content-Length")))).isPositive();
    }
  }
}
