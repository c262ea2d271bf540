package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The corners of HTTP that RFC 9110 and RFC 9112 settle, on both listeners, as a table. */
class HttpCornersIT {
  private static final String SEND = "/api/v1/send-telemetry-data";
  private static final String UPGRADE =
      "Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAAP__\n";
  private static final String BODY = "Content-Length: 14\n\ndata_type=text";

  /** What closes is told to; what goes on takes this. */
  private static final String NEXT = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.demo();
  }

  /**
   * Lines are parted by {@code |}; {@code KEY}, {@code H2C}, {@code BODY} and {@code SEND} stand
   * for longer ones. {@code close} or {@code open} is what becomes of the connection.
   */
  @ParameterizedTest(name = "{1} {2}")
  @CsvSource({
    // h2c is for requests without a body
    "public, POST SEND HTTP/1.1|Host: x|KEY|H2C|BODY, 200, open",
    "public, POST SEND HTTP/1.1|Host: x|H2C|BODY, 401, open",
    "public, POST /nowhere HTTP/1.1|Host: x|H2C|BODY, 404, open",
    "public, POST SEND HTTP/1.1|Host: x|KEY|H2C|Expect: 100-continue|BODY, 100 200, open",
    "public, POST SEND HTTP/1.1|Host: x|H2C|Expect: 100-continue|BODY, 100 401, open",
    "public, 'POST SEND HTTP/1.1|Host: x|KEY|H2C|Transfer-Encoding: chunked||0||', 200, open",
    "admin, 'POST /admin/v1/login HTTP/1.1|Host: x|H2C|Content-Length: 2||{}', 415, open",
    // one that is not whole is none
    "public, GET /nowhere HTTP/1.1|Host: x|Upgrade: h2c, 404, open",
    "public, 'GET /nowhere HTTP/1.1|Host: x|Connection: Upgrade|Upgrade: h2c', 404, open",
    "public, 'GET /nowhere HTTP/1.1|Host: x|Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: !', 404, open",
    "public, 'GET /nowhere HTTP/1.1|Host: x|Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAAA', 404, open",
    "public, GET /nowhere HTTP/1.0|H2C, 404, close",
    "public, GET /nowhere HTTP/1.1|Host: x|H2C|Host: y, 400, close",
    "public, GET /nowhere HTTP/1.1|Host: x|Connection: Upgrade|Upgrade: websocket, 404, open",
    // Expect
    "public, POST SEND HTTP/1.1|Host: x|KEY|Expect: 100-Continue|BODY, 100 200, open",
    "public, 'POST SEND HTTP/1.1|Host: x|KEY|Expect: something, 100-continue|BODY', 100 200, open",
    "public, POST SEND HTTP/1.1|Host: x|KEY|Expect: something|BODY, 200, open",
    "public, POST SEND HTTP/1.0|KEY|Expect: 100-continue|BODY, 200, close",
    "public, POST SEND HTTP/1.1|Host: x|KEY|Expect: 100-continue|Content-Length: 0|, 200, open",
    "admin, POST /admin/v1/login HTTP/1.0|Expect: 100-continue|Content-Length: 2||{}, 415, close",
    // methods
    "public, OPTIONS * HTTP/1.1|Host: x, 204, open",
    "public, OPTIONS SEND HTTP/1.1|Host: x, 204, open",
    "public, OPTIONS /nowhere HTTP/1.1|Host: x, 404, open",
    "public, TRACE SEND HTTP/1.1|Host: x, 405, open",
    "public, CONNECT x:443 HTTP/1.1|Host: x:443, 404, open",
    "public, 'get SEND HTTP/1.1|Host: x', 405, open",
    "public, GET * HTTP/1.1|Host: x, 404, open",
    "admin, OPTIONS * HTTP/1.1|Host: x, 204, open",
    "admin, OPTIONS /admin/v1/login HTTP/1.1|Host: x, 204, open",
    "admin, TRACE /admin/v1/login HTTP/1.1|Host: x, 405, open",
    "admin, CONNECT x:443 HTTP/1.1|Host: x:443, 404, open",
    "admin, BREW /admin/v1/login HTTP/1.1|Host: x, 405, open",
    // connections
    "public, GET /nowhere HTTP/1.0, 404, close",
    "public, GET /nowhere HTTP/1.0|Connection: keep-alive, 404, open",
    "public, 'GET /nowhere HTTP/1.0|Connection: TE, Keep-Alive', 404, open",
    "public, 'GET /nowhere HTTP/1.0|Connection: keep-alive, close', 404, close",
    "public, GET /nowhere HTTP/1.1|Host: x|Connection: close, 404, close",
    "public, 'GET /nowhere HTTP/1.1|Host: x|Connection: TE, Close', 404, close",
    "public, GET /nowhere HTTP/1.1|Host: x|Connection: keep-alive|Connection: close, 404, close",
    "public, GET /nowhere HTTP/1.1|Host: x|Connection: keep-alive, 404, open",
    "admin, GET /nowhere HTTP/1.0, 404, close",
    "admin, 'GET /nowhere HTTP/1.0|Connection: TE, keep-alive', 404, open",
    "admin, 'GET /nowhere HTTP/1.1|Host: x|Connection: TE, close', 404, close",
  })
  void isAnswered(String listener, String request, String statuses, String then)
      throws IOException {
    try (RawConnection client = connect(listener)) {
      client.send(bytes(request));

      for (String status : List.of(statuses.split(" ", -1))) {
        Answer answer = client.receive();
        assertThat(answer.status()).as("%s", answer).isEqualTo(Integer.parseInt(status));
      }
      if (then.equals("close")) {
        assertThat(client.isClosedByServer()).isTrue();
      } else {
        assertThat(client.send(NEXT).receive().status()).isEqualTo(404);
      }
    }
  }

  /**
   * Told not to send its body, a client may be sending it already; its connection is closed once it
   * has had time to. They wait for that together.
   */
  @Test
  void isClosedWhereTheBodyMayStillCome() throws IOException {
    List<Unsent> unsent =
        List.of(
            new Unsent("public", "POST /nowhere HTTP/1.1|Host: x|H2C|EXPECT 14", 404),
            new Unsent("public", "POST SEND HTTP/1.1|Host: x|KEY|EXPECT 9999999", 413),
            new Unsent("public", "POST /nowhere HTTP/1.1|Host: x|EXPECT 14", 404),
            new Unsent("public", "POST /openapi.json HTTP/1.1|Host: x|EXPECT 14", 405),
            new Unsent("public", "GET /openapi.json HTTP/1.1|Host: x|EXPECT 14", 200),
            new Unsent("public", "OPTIONS SEND HTTP/1.1|Host: x|EXPECT 14", 204),
            new Unsent("admin", "POST /nowhere HTTP/1.1|Host: x|EXPECT 14", 404));
    Map<Unsent, RawConnection> clients = new LinkedHashMap<>();
    try {
      for (Unsent each : unsent) {
        clients.put(each, connect(each.listener).send(bytes(each.request)));
      }

      for (Map.Entry<Unsent, RawConnection> each : clients.entrySet()) {
        Answer answer = each.getValue().receive();
        assertThat(answer.status()).as("%s: %s", each, answer).isEqualTo(each.getKey().status);
      }
      for (Map.Entry<Unsent, RawConnection> each : clients.entrySet()) {
        assertThat(each.getValue().isClosedByServer()).as("%s", each).isTrue();
      }
    } finally {
      for (RawConnection client : clients.values()) {
        client.close();
      }
    }
  }

  /** A head that announces a body, and waits with it until it is asked for it. */
  private record Unsent(String listener, String request, int status) {}

  @ParameterizedTest
  @CsvSource({
    "public, GET /nowhere HTTP/1.1|Host: x",
    "public, GET /openapi.json HTTP/1.1|Host: x",
    "public, GET /api/v1/public-key HTTP/1.1|Host: x",
    "public, OPTIONS * HTTP/1.1|Host: x",
    "public, OPTIONS SEND HTTP/1.1|Host: x",
    "public, CONNECT x:443 HTTP/1.1|Host: x:443",
    "public, POST SEND HTTP/1.1|Host: x|KEY|BODY",
    "public, GET /nowhere HTTP/1.1",
    "public, garbage",
    "admin, GET /nowhere HTTP/1.1|Host: x",
    "admin, GET /health HTTP/1.1|Host: x",
    "admin, OPTIONS * HTTP/1.1|Host: x",
    "admin, garbage"
  })
  void everyAnswerBearsItsTime(String listener, String request) throws IOException {
    try (RawConnection client = connect(listener)) {
      assertThatItIsOfNow(client.send(bytes(request)).receive());
    }
  }

  @Test
  void aHeadIsAnsweredAtOnceWhereTheBodyIsStillToCome() throws IOException {
    String request = bytes("POST SEND HTTP/1.1|Host: x|KEY|H2C|Expect: 100-continue|BODY");
    int body = request.length() - "data_type=text".length();
    try (RawConnection client = connect("public")) {
      Answer word = client.send(request.substring(0, body)).receive();
      Answer answer = client.send(request.substring(body)).receive();

      assertThat(word.status()).isEqualTo(100);
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  private static void assertThatItIsOfNow(Answer answer) {
    String date = String.valueOf(answer.header("Date"));
    assertThat(date).as("%s", answer).matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} .*GMT");
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss zzz", Locale.ENGLISH);
    Instant then = ZonedDateTime.parse(date, format).toInstant();
    assertThat(Duration.between(then, Instant.now()).abs()).isLessThan(Duration.ofMinutes(2));
  }

  private static String bytes(String request) {
    String text =
        request
            .replace("SEND", SEND)
            .replace("KEY", "Authorization: Bearer " + DemoData.API_KEY)
            .replace("H2C|", UPGRADE.replace('\n', '|'))
            .replace("H2C", UPGRADE.strip().replace('\n', '|'))
            .replace("BODY", BODY)
            .replace("EXPECT ", "Expect: 100-continue|Content-Length: ")
            .replace("|", "\r\n")
            .replaceAll("(?<!\r)\n", "\r\n");
    return text.contains("\r\n\r\n") ? text : text + "\r\n\r\n";
  }

  private static RawConnection connect(String listener) throws IOException {
    return new RawConnection(
        listener.equals("public") ? gateway.httpPort() : gateway.adminUrl().getPort());
  }
}
