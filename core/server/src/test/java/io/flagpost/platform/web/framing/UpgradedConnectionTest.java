package io.flagpost.platform.web.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server, by a client that takes its time to change over. */
class UpgradedConnectionTest {
  private static final int FRAME = 16_384;
  private static final int REST = 3_616;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final String UPGRADE =
      String.join(
          "\r\n",
          " / HTTP/1.1",
          "Host: x",
          "Connection: Upgrade, HTTP2-Settings",
          "Upgrade: h2c",
          "HTTP2-Settings: AAEAAEAA",
          "");
  private static final String GET = "GET" + UPGRADE + "\r\n";
  private static final String BEGUN_POST = "POST" + UPGRADE + "Content-Length: 6\r\n\r\nabc";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final byte[] NO_SETTINGS = {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0};

  private final Vertx vertx = Vertx.vertx();

  /** The answer, given to the library. */
  private final Promise<Future<Void>> answered = Promise.promise();

  private int port;

  @BeforeEach
  void start() {
    HttpServer server =
        vertx
            .createHttpServer()
            .connectionHandler(UpgradedConnection::holdBack)
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body ->
                                answered.complete(
                                    request
                                        .response()
                                        .end(Buffer.buffer(new byte[FRAME + REST])))));
    port = Futures.await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @AfterEach
  void stop() {
    Futures.await(vertx.close());
  }

  @Test
  void theAnswerWaitsForTheClientToSpeakHttp2() throws IOException {
    try (RawConnection client = new RawConnection(port)) {
      upgrade(client, GET);

      assertThatTheAnswerComesAfterThePreface(client);
    }
  }

  @Test
  void aBodyThatComesLaterIsNotTakenForThePreface() throws IOException {
    try (RawConnection client = new RawConnection(port)) {
      upgrade(client, BEGUN_POST);

      client.send("def");

      assertThatTheAnswerComesAfterThePreface(client);
    }
  }

  @Test
  void aPrefaceThatComesWithTheBodysEndIsSeen() throws IOException {
    try (RawConnection client = new RawConnection(port)) {
      upgrade(client, BEGUN_POST);

      client.send("def" + PREFACE + new String(NO_SETTINGS, ISO_8859_1));

      assertThat(typesOfFramesUntilData(client)).contains(HEADERS);
    }
  }

  @Test
  void theAnswerFailsWithItsConnection() throws IOException {
    try (RawConnection client = new RawConnection(port)) {
      upgrade(client, GET);
      assertThat(Futures.await(answered.future()).isComplete()).isFalse();
    }

    assertThat(Futures.failure(Futures.await(answered.future()))).isInstanceOf(IOException.class);
  }

  private static void upgrade(RawConnection client, String request) throws IOException {
    client.send(request);
    assertThat(client.receive().status()).isEqualTo(101);
    assertThat(frame(client).type()).isEqualTo(SETTINGS);
  }

  private void assertThatTheAnswerComesAfterThePreface(RawConnection client) throws IOException {
    assertThat(Futures.await(answered.future()).isComplete()).isFalse();

    client.send(PREFACE).send(NO_SETTINGS);

    assertThat(frame(client).type()).isEqualTo(HEADERS);
    assertThat(frame(client)).isEqualTo(new Frame(DATA, FRAME));
    assertThat(frame(client)).isEqualTo(new Frame(DATA, REST));
    Futures.await(Futures.await(answered.future()));
  }

  /** Where the answer may come before or after the word that the client's settings were read. */
  private static List<Integer> typesOfFramesUntilData(RawConnection client) throws IOException {
    List<Integer> types = new ArrayList<>();
    for (int type = frame(client).type(); type != DATA; type = frame(client).type()) {
      types.add(type);
    }
    return types;
  }

  /** Reads the next frame. */
  private static Frame frame(RawConnection client) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(client.receive(9));
    int lengthAndType = head.getInt();
    Frame frame = new Frame(lengthAndType & 0xff, lengthAndType >>> 8);
    client.receive(frame.length);
    return frame;
  }

  private record Frame(int type, int length) {}
}
