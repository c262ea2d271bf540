package io.flagpost.platform.web.closing;

import static io.flagpost.testing.Patience.until;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.ListenerOptions;
import io.flagpost.platform.web.OrderlyStop;
import io.flagpost.platform.web.WatchfulTransport;
import io.flagpost.platform.web.framing.UnreadableRequests;
import io.flagpost.testing.Answer;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderlyStopTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int REFUSED_STREAM = 7;

  private final Vertx vertx = Vertx.builder().withTransport(new WatchfulTransport()).build();
  private final Queue<HttpServerRequest> waiting = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ending = new CountDownLatch(1);
  private final AtomicInteger taken = new AtomicInteger();
  private int port;
  private String deployment = "";

  @BeforeEach
  void start() {
    Listener listener = new Listener();
    deployment = Futures.await(vertx.deployVerticle(listener));
    port = listener.port();
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void aConnectionBetweenTwoRequestsIsClosed() throws Exception {
    try (RawConnection silent = new RawConnection(port);
        RawConnection idle = new RawConnection(port)) {
      assertThat(idle.send(http1("/fast")).receive().header("Connection")).isNull();

      Future<Void> stopped = vertx.undeploy(deployment);

      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(silent.isClosedByServer()).isTrue();
      Futures.await(stopped);
    }
  }

  @Test
  void theAnswerToARequestUnderWaySaysThatItIsTheLast() throws Exception {
    try (RawConnection client = new RawConnection(port)) {
      client.send(http1("/slow"));
      until("it is under way", () -> waiting.size() == 1);

      Future<Void> stopped = vertx.undeploy(deployment);
      untilItsConnectionIsToEnd();
      answer();
      Answer last = client.receive();

      assertThat(last.status()).isEqualTo(200);
      assertThat(last.header("Connection")).isEqualTo("close");
      assertThat(client.isClosedByServer()).isTrue();
      Futures.await(stopped);
    }
  }

  @Test
  void aServerOnTheSamePortOfAnotherAddressIsLeftAlone() throws Exception {
    Futures.await(
        vertx
            .createHttpServer(
                ListenerOptions.create("127.0.0.2", port, 1024, Duration.ofMinutes(5)))
            .requestHandler(request -> request.response().end("other"))
            .listen());

    Futures.await(vertx.undeploy(deployment));

    try (Socket other = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), port)) {
      other.getOutputStream().write(http1("/").getBytes(US_ASCII));
      assertThat(other.getInputStream().read()).as("of its answer").isEqualTo('H');
    }
  }

  @Test
  void whatHasBeenReadBehindItIsAnsweredToo() throws Exception {
    try (RawConnection client = new RawConnection(port)) {
      client.send(http1("/slow") + http1("/fast"));
      until("the first is under way", () -> waiting.size() == 1);

      Future<Void> stopped = vertx.undeploy(deployment);
      untilItsConnectionIsToEnd();
      answer();

      assertThat(client.receive().header("Connection")).isNull();
      assertThat(client.receive().header("Connection")).isEqualTo("close");
      assertThat(client.isClosedByServer()).isTrue();
      Futures.await(stopped);
      assertThat(taken).hasValue(2);
    }
  }

  @Test
  void whatComesAfterTheLastAnswerIsNotTakenAndDoesNotDestroyIt() throws Exception {
    try (RawConnection client = new RawConnection(port)) {
      client.send(http1("/slow"));
      until("it is under way", () -> waiting.size() == 1);
      Future<Void> stopped = vertx.undeploy(deployment);
      untilItsConnectionIsToEnd();
      answer();
      Answer last = client.receive();

      client.send(http1("/fast"));

      assertThat(last.header("Connection")).isEqualTo("close");
      assertThat(client.isClosedByServer()).isTrue();
      Futures.await(stopped);
      assertThat(taken).hasValue(1);
    }
  }

  @Test
  void http2IsToldInTwoStepsAndEveryStreamThatWasTakenIsAnswered() throws Exception {
    try (RawConnection client = new RawConnection(port)) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0));
      client.send(request(1, END_STREAM));
      until("it is under way", () -> waiting.size() == 1);

      Future<Void> stopped = vertx.undeploy(deployment);

      client.send(frame(PING, ACK, 0, next(client, PING).payload));
      Frame announcement = next(client, GOAWAY);
      client.send(request(3, END_STREAM));
      Frame ping = next(client, PING);
      client.send(frame(PING, ACK, 0, ping.payload));
      Frame last = next(client, GOAWAY);
      client.send(request(5, 0)).send(frame(DATA, END_STREAM, 5, (byte) 'x'));
      Frame refusal = next(client, RST_STREAM);
      until("the second is under way, too", () -> waiting.size() == 2);
      answer();
      answer();
      List<Integer> ended = untilEnd(client);

      assertThat(announcement.number(0)).isEqualTo(Integer.MAX_VALUE);
      assertThat(announcement.number(4)).as("its code").isZero();
      assertThat(last.number(0)).isEqualTo(3);
      assertThat(last.number(4)).as("its code").isZero();
      assertThat(refusal.stream).isEqualTo(5);
      assertThat(refusal.number(0)).isEqualTo(REFUSED_STREAM);
      assertThat(ended).containsExactlyInAnyOrder(1, 3);
      assertThat(taken).hasValue(2);
      Futures.await(stopped);
    }
  }

  @Test
  void http2WithNothingUnderWayIsClosedAfterOneRoundTripForEachStep() throws Exception {
    try (RawConnection client = new RawConnection(port)) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0));
      next(client, SETTINGS);
      next(client, SETTINGS); // the client's, acknowledged

      Future<Void> stopped = vertx.undeploy(deployment);
      Frame noMore = next(client, SETTINGS);
      client.send(frame(PING, ACK, 0, next(client, PING).payload));
      Frame announcement = next(client, GOAWAY);
      client.send(frame(PING, ACK, 0, next(client, PING).payload));
      Frame last = next(client, GOAWAY);

      assertThat(noMore.payload).as("no stream more").containsExactly(0, 3, 0, 0, 0, 0);
      assertThat(announcement.number(0)).isEqualTo(Integer.MAX_VALUE);
      assertThat(last.number(0)).isZero();
      assertThat(untilEnd(client)).isEmpty();
      Futures.await(stopped);
    }
  }

  private void untilItsConnectionIsToEnd() throws Exception {
    assertThat(ending.await(1, TimeUnit.MINUTES)).as("it is to end").isTrue();
  }

  /** Has the test told once everybody in the pipeline knows that the connection is to end. */
  private void watch(HttpServerRequest request) {
    HttpServerConnection connection = (HttpServerConnection) request.connection();
    connection
        .channelHandlerContext()
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext context, Object event) {
                context.fireUserEventTriggered(event);
                if (event instanceof ShutdownEvent) {
                  ending.countDown();
                }
              }
            });
  }

  private void answer() {
    HttpServerRequest request = waiting.remove();
    Futures.await(request.response().end("slow"));
  }

  private static String http1(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private static byte[] request(int stream, int flags) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    headers.write(0x82); // :method GET
    headers.write(0x86); // :scheme http
    headers.write(4); // :path
    headers.write(5);
    headers.writeBytes("/slow".getBytes(US_ASCII));
    headers.write(1); // :authority
    headers.write(1);
    headers.write('x');
    return frame(HEADERS, END_HEADERS | flags, stream, headers.toByteArray());
  }

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) 0)
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private static Frame next(RawConnection client, int type) throws IOException {
    Frame frame = Frame.read(client);
    while (frame.type != type) {
      frame = Frame.read(client);
    }
    return frame;
  }

  /** The streams that the server ends before it ends the connection. */
  private static List<Integer> untilEnd(RawConnection client) throws IOException {
    List<Integer> ended = new ArrayList<>();
    while (true) {
      try {
        Frame frame = Frame.read(client);
        if ((frame.type == DATA || frame.type == HEADERS) && (frame.flags & END_STREAM) != 0) {
          ended.add(frame.stream);
        }
      } catch (EOFException end) {
        return ended;
      }
    }
  }

  private static final class Frame {
    private final int type;
    private final int flags;
    private final int stream;
    private final byte[] payload;

    private Frame(int type, int flags, int stream, byte[] payload) {
      this.type = type;
      this.flags = flags;
      this.stream = stream;
      this.payload = payload;
    }

    static Frame read(RawConnection client) throws IOException {
      ByteBuffer head = ByteBuffer.wrap(client.receive(9));
      int length = ((head.get() & 0xff) << 16) | (head.getShort() & 0xffff);
      int type = head.get();
      int flags = head.get();
      int stream = head.getInt();
      return new Frame(type, flags, stream, client.receive(length));
    }

    int number(int offset) {
      return ByteBuffer.wrap(payload).getInt(offset);
    }
  }

  private final class Listener extends VerticleBase {
    private volatile @Nullable HttpServer server;

    @Override
    public Future<?> start() {
      UnreadableRequests unreadable =
          new UnreadableRequests(vertx, request -> {}, (request, failure) -> {});
      HttpServer opened =
          unreadable.serve(
              vertx.createHttpServer(
                  ListenerOptions.create("127.0.0.1", 0, 1024, Duration.ofMinutes(5))),
              asked -> {},
              this::handle,
              connection -> {});
      server = opened;
      return opened.listen();
    }

    int port() {
      return Objects.requireNonNull(server).actualPort();
    }

    private void handle(HttpServerRequest request) {
      taken.incrementAndGet();
      if (request.path().equals("/slow")) {
        watch(request);
        waiting.add(request);
      } else {
        request.response().end("fast");
      }
    }

    @Override
    public Future<?> stop() {
      return OrderlyStop.stop(
          vertx, Objects.requireNonNull(server), "127.0.0.1", Duration.ofMinutes(1));
    }
  }
}
