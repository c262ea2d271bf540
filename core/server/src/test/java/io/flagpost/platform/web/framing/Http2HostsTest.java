package io.flagpost.platform.web.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.ListenerOptions;
import io.flagpost.platform.web.WatchfulTransport;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The counterparts in HTTP/2 of what is ambiguous in HTTP/1, frame by frame. */
class Http2HostsTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int END_STREAM = 1;
  private static final int PRIORITY = 0x20;
  private static final int PROTOCOL_ERROR = 1;

  private static Vertx vertx;
  private static int port;

  @BeforeAll
  static void start() {
    vertx = Vertx.builder().withTransport(new WatchfulTransport()).build();
    UnreadableRequests unreadable =
        new UnreadableRequests(
            vertx,
            arrived -> {},
            (request, failure) -> request.response().setStatusCode(400).end());
    port =
        Futures.await(
                unreadable
                    .serve(
                        vertx.createHttpServer(
                            ListenerOptions.create(
                                "127.0.0.1", 0, 64 * 1024, Duration.ofMinutes(1))),
                        asked -> {},
                        request -> request.body().onSuccess(body -> request.response().end()),
                        connection -> {})
                    .listen())
            .actualPort();
  }

  @AfterAll
  static void stop() {
    Futures.await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    ":authority=x, 200",
    ":authority=x:80, 200",
    "host=x, 200",
    ":authority=x;host=x, 200",
    ":authority=x;host=X, 200",
    "'', 400",
    ":authority=x;host=y, 400",
    ":authority=x;host=x:80, 400",
    ":authority=x;host=x;host=x, 400",
    "host=x;host=x, 400",
    "host=x;host=y, 400",
    ":authority=x;content-length=3, 200",
  })
  void aRequestNamesOneHost(String fields, String status) throws Exception {
    try (RawConnection client = connect()) {
      send(client, fields, "abc");

      var answer = Unpooled.wrappedBuffer(next(client, HEADERS));
      assertThat(new DefaultHttp2HeadersDecoder().decodeHeaders(1, answer).status())
          .hasToString(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    ":authority=x;content-length=2",
    ":authority=x;content-length=4",
    ":authority=x;content-length=3;content-length=4",
    ":authority=x;content-length=+3",
    ":authority=x;connection=close",
    ":authority=x;keep-alive=1",
    ":authority=x;proxy-connection=close",
    ":authority=x;transfer-encoding=chunked",
    ":authority=x;upgrade=h2c",
    ":authority=x;te=gzip",
    ":authority=x y",
    "host=x y"
  })
  void whatCannotBeARequestEndsItsStream(String fields) throws IOException {
    try (RawConnection client = connect()) {
      send(client, fields, "abc");

      assertThat(ByteBuffer.wrap(next(client, RST_STREAM)).getInt()).isEqualTo(PROTOCOL_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":authority=x;a=b\rc",
        ":authority=x;a=b\nc",
        ":authority=x;a=b\r\nc: d",
        ":authority=x;a=b\0c",
        ":authority=x;a= b",
        ":authority=x;a=\n",
        ":authority=x\n",
        ":authority=x;user-agent=\r",
      })
  void aValueWithACharacterThatNoneMayHaveEndsItsStreamAlone(String fields) throws IOException {
    try (RawConnection client = connect()) {
      send(client, 1, "POST", fields, "");
      assertThat(ByteBuffer.wrap(next(client, RST_STREAM)).getInt()).isEqualTo(PROTOCOL_ERROR);

      send(client, 3, "POST", ":authority=x;a=b c\td", "abc");

      assertThat(next(client, HEADERS)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET POST", "G\rT", "G@T", "GET/"})
  void soDoesAMethodThatIsNone(String method) throws IOException {
    try (RawConnection client = connect()) {
      send(client, 1, method, ":authority=x", "");
      assertThat(ByteBuffer.wrap(next(client, RST_STREAM)).getInt()).isEqualTo(PROTOCOL_ERROR);

      send(client, 3, "POST", ":authority=x", "abc");

      assertThat(next(client, HEADERS)).isNotEmpty();
    }
  }

  private static RawConnection connect() throws IOException {
    return new RawConnection(port)
        .send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .send(frame(SETTINGS, 0, 0, new byte[0]));
  }

  private static void send(RawConnection client, String fields, String body) throws IOException {
    send(client, 1, "POST", fields, body);
  }

  private static void send(
      RawConnection client, int stream, String method, String fields, String body)
      throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    field(head, ":method", method);
    field(head, ":scheme", "http");
    field(head, ":path", "/");
    for (String one : fields.isEmpty() ? new String[0] : fields.split(";")) {
      field(head, one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
    }
    int end = body.isEmpty() ? END_STREAM : 0;
    client.send(frame(HEADERS, END_HEADERS | end, stream, head.toByteArray()));
    if (!body.isEmpty()) {
      client.send(frame(DATA, END_STREAM, stream, body.getBytes(ISO_8859_1)));
    }
  }

  /** Literal, not indexed, as HPACK has it. */
  private static void field(ByteArrayOutputStream head, String name, String value) {
    head.write(0);
    for (String text : new String[] {name, value}) {
      head.write(text.length());
      head.writeBytes(text.getBytes(ISO_8859_1));
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** The next frame of this type. */
  private static byte[] next(RawConnection client, int wanted) throws IOException {
    while (true) {
      ByteBuffer head = ByteBuffer.wrap(client.receive(9));
      int lengthAndType = head.getInt();
      boolean priority = (head.get() & PRIORITY) != 0;
      byte[] payload = client.receive(lengthAndType >>> 8);
      int type = lengthAndType & 0xff;
      if (type == wanted) {
        return priority ? Arrays.copyOfRange(payload, 5, payload.length) : payload;
      }
      assertThat(type).as("a frame before the one of type %d", wanted).isNotIn(HEADERS, RST_STREAM);
    }
  }
}
