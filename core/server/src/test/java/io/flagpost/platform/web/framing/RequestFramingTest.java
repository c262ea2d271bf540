package io.flagpost.platform.web.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.ListenerOptions;
import io.flagpost.platform.web.WatchfulTransport;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.testing.Answer;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real servers, in clear text and over TLS, by a client that writes its bytes itself. */
class RequestFramingTest {
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final Certificates AUTHORITY = new Certificates();

  /** What reached the servers' handlers whole: method, path and body. */
  private static final List<String> SERVED = new CopyOnWriteArrayList<>();

  private static Vertx vertx;
  private static int plain;
  private static int secure;
  private static SSLContext trust;

  @BeforeAll
  static void start() {
    vertx = Vertx.builder().withTransport(new WatchfulTransport()).build();
    plain = serve(options());
    Certificates.Issued issued = AUTHORITY.issue("gateway.example");
    secure =
        serve(
            options()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(issued.certificates()))
                        .addKeyValue(Buffer.buffer(issued.pkcs8()))));
    trust = AUTHORITY.clientContext();
  }

  @AfterAll
  static void stop() {
    Futures.await(vertx.close());
  }

  @BeforeEach
  void forget() {
    SERVED.clear();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "io.flagpost.testing.FramingCases#malformedHeads",
    "io.flagpost.testing.FramingCases#malformedBodies"
  })
  void whatTwoReadersCouldReadInTwoWaysIsRefused(String name, String request) throws IOException {
    try (RawConnection client = new RawConnection(plain)) {
      assertThatItIsRefused(client.send(bytes(request) + NEXT));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "io.flagpost.testing.FramingCases#malformedHeads",
    "io.flagpost.testing.FramingCases#malformedBodies"
  })
  void itIsRefusedOverTls(String name, String request) throws IOException {
    try (RawConnection client = new RawConnection(secure, trust)) {
      assertThatItIsRefused(client.send(bytes(request) + NEXT));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "io.flagpost.testing.FramingCases#malformedHeads",
    "io.flagpost.testing.FramingCases#malformedBodies"
  })
  void itIsRefusedAfterARequestOnTheSameConnection(String name, String request) throws IOException {
    try (RawConnection client = new RawConnection(plain)) {
      client.send(NEXT + bytes(request) + NEXT);
      assertThat(client.receive().text()).isEqualTo("GET /next ");
      SERVED.clear();

      assertThatItIsRefused(client);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.flagpost.testing.FramingCases#sound")
  void whatOnlyLooksOddIsTaken(String name, String request) throws IOException {
    try (RawConnection client = new RawConnection(plain)) {
      Answer answer = client.send(bytes(request)).receive();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).startsWith("POST /path ");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.flagpost.testing.FramingCases#sound")
  void itIsTakenByteByByteAndTheConnectionGoesOn(String name, String request) throws IOException {
    String keptAlive = request.replace("HTTP/1.0\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n");
    try (RawConnection client = new RawConnection(plain)) {
      for (byte one : bytes(keptAlive).getBytes(ISO_8859_1)) {
        client.send(new byte[] {one});
      }
      assertThat(client.receive().text()).startsWith("POST /path ");

      assertThat(client.send(NEXT).receive().text()).isEqualTo("GET /next ");
    }
  }

  @Test
  void bytesThatComeOneByOneAreRefusedWhereTheyGoWrong() throws IOException {
    String request =
        "POST /path HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd";
    try (RawConnection client = new RawConnection(plain)) {
      for (byte one : request.getBytes(ISO_8859_1)) {
        client.send(new byte[] {one});
      }

      assertThatItIsRefused(client);
    }
  }

  @Test
  void thePiecesOfABodyArriveInTheirOrder() throws IOException {
    StringBuilder chunks = new StringBuilder();
    StringBuilder whole = new StringBuilder();
    for (int i = 1; i < 300; i++) {
      String piece = Character.toString('a' + i % 26).repeat(i);
      whole.append(piece);
      chunks.append(Integer.toHexString(i)).append("\r\n").append(piece).append("\r\n");
    }
    String request =
        "POST /path HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunks
            + "0\r\n\r\n";
    try (RawConnection client = new RawConnection(plain)) {
      for (int i = 0; i < 3; i++) {
        Answer answer = client.send(request).receive();

        assertThat(answer.text()).isEqualTo("POST /path " + whole);
      }
    }
  }

  @Test
  void aBrokenBodyWaitsForTheAnswersBeforeIt() throws IOException {
    String late = "GET /late HTTP/1.1\r\nHost: x\r\n\r\n";
    try (RawConnection client = new RawConnection(plain)) {
      client.send(
          late + late + "POST /path HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx");

      assertThat(client.receive().text()).isEqualTo("GET /late ");
      assertThat(client.receive().text()).isEqualTo("GET /late ");
      SERVED.clear();
      assertThatItIsRefused(client);
    }
  }

  @Test
  void aBrokenBodyAfterItsAnswerEndsTheConnection() throws IOException {
    try (RawConnection client = new RawConnection(plain)) {
      client.send("POST /early HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n");
      assertThat(client.receive().text()).isEqualTo("early");

      client.send("abcd");

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 18, 23})
  void aBeginningLikeHttp2IsReadAsWhatItIs(int split) throws IOException {
    String request = "PRI /path HTTP/1.1\r\nHost: x\r\n\r\n";
    try (RawConnection client = new RawConnection(plain)) {
      client.send(request.substring(0, split));
      client.send(request.substring(split));

      assertThat(client.receive().text()).isEqualTo("PRI /path ");
    }
  }

  @Test
  void whatFollowsAMalformedHeadIsReadAndTheAnswerArrives() throws IOException {
    String head = "POST /path HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 8000000\r\n\r\n";
    try (RawConnection client = new RawConnection(plain)) {
      client.send(head);
      for (int i = 0; i < 20; i++) {
        client.send(new byte[4_000]);
      }

      assertThatItIsRefused(client);
    }
  }

  private static void assertThatItIsRefused(RawConnection client) throws IOException {
    Answer answer = client.receive();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).isEqualTo("MALFORMED");
    assertThat(answer.header("Connection")).isEqualTo("close");
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(SERVED).isEmpty();
  }

  private static String bytes(String request) {
    return request.replace("PATH", "/path").replace("HEADERS", "");
  }

  private static HttpServerOptions options() {
    return ListenerOptions.create("127.0.0.1", 0, 64 * 1024, Duration.ofMinutes(1));
  }

  private static int serve(HttpServerOptions options) {
    UnreadableRequests unreadable =
        new UnreadableRequests(
            vertx,
            arrived -> {},
            (request, failure) -> request.response().setStatusCode(400).end(failure.toString()));
    LimitedBodies bodies = new LimitedBodies(vertx, 1 << 20);
    return Futures.await(
            unreadable
                .serve(
                    vertx.createHttpServer(options),
                    asked -> {},
                    request -> answer(bodies, request),
                    connection -> {})
                .listen())
        .actualPort();
  }

  private static void answer(LimitedBodies bodies, HttpServerRequest request) {
    if (request.path().equals("/early")) {
      request.response().end("early");
      return;
    }
    bodies
        .read(request)
        .onSuccess(
            body -> {
              String served = request.method() + " " + request.path() + " " + body;
              if (request.path().equals("/late")) {
                vertx.setTimer(20, timer -> request.response().end(served));
              } else {
                SERVED.add(served);
                request.response().end(served);
              }
            })
        .onFailure(
            failure ->
                request.response().setStatusCode(400).end(String.valueOf(failure.getMessage())));
  }
}
