package io.flagpost.platform.web.connections;

import static io.flagpost.testing.Patience.until;
import static io.flagpost.testing.RawHttp2.CONTINUATION;
import static io.flagpost.testing.RawHttp2.DATA;
import static io.flagpost.testing.RawHttp2.END_HEADERS;
import static io.flagpost.testing.RawHttp2.END_STREAM;
import static io.flagpost.testing.RawHttp2.GOAWAY;
import static io.flagpost.testing.RawHttp2.HEADERS;
import static io.flagpost.testing.RawHttp2.PING;
import static io.flagpost.testing.RawHttp2.PRIORITY;
import static io.flagpost.testing.RawHttp2.RST_STREAM;
import static io.flagpost.testing.RawHttp2.SETTINGS;
import static io.flagpost.testing.RawHttp2.WINDOW_UPDATE;
import static io.flagpost.testing.RawHttp2.frame;
import static io.flagpost.testing.RawHttp2.head;
import static io.flagpost.testing.RawHttp2.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.GuardedServer;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.platform.web.connections.ConnectionCounts.Cause;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RawHttp2;
import io.flagpost.testing.RawHttp2.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of HTTP/2 that keep to nothing: what they reach is counted. */
class Http2GuardTest {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int INITIAL_WINDOW = 4;
  private static final byte[] NOTHING = {};

  /** More than the system keeps for a client that does not read. */
  private static final Buffer LARGE = Buffer.buffer(new byte[8 << 20]);

  private final Queue<HttpServerRequest> requests = new ConcurrentLinkedQueue<>();
  private final Promise<Buffer> read = Promise.promise();
  private final AtomicInteger told = new AtomicInteger();
  private final GuardedServer server =
      new GuardedServer(1_000, REQUEST_TIMEOUT, IDLE_TIMEOUT, this::arrived);

  private void arrived(HttpServerRequest request) {
    request.exceptionHandler(ended -> told.incrementAndGet());
    if (request.path().equals("/read")) {
      new LimitedBodies(server.vertx(), 10).read(request).onComplete(read);
    }
    requests.add(request);
    if (request.path().equals("/large")) {
      request.response().end(LARGE);
    } else if (request.path().equals("/head")) {
      request.response().setChunked(true).writeHead();
    } else if (request.path().equals("/answered")) {
      request.response().end("an answer");
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whoAcknowledgesNothingHasNoMoreStreamsThanWereAnnounced() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      BlockingQueue<Frame> answers = client.follow();

      client.send(open(250, "/"));

      until("the others are refused", () -> resets(answers, REFUSED_STREAM) == 150);
      assertThat(requests).hasSize(100);
      client.send(RST_STREAM, 0, 1, number(CANCEL)).send(request(501, "/", 0));
      until("one makes room for another", () -> requests.size() == 101);
    }
  }

  @Test
  void norDoesWhoHasUpgradedItsConnection() throws Exception {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(
          """
          GET /answered HTTP/1.1\r
          Host: x\r
          Connection: Upgrade, HTTP2-Settings\r
          Upgrade: h2c\r
          HTTP2-Settings: AAEAAEAA\r
          \r
          """);
      assertThat(client.receive().status()).isEqualTo(101);
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0, NOTHING));

      ByteArrayOutputStream streams = new ByteArrayOutputStream();
      for (int stream = 3; stream < 503; stream += 2) {
        streams.writeBytes(request(stream, "/", 0));
      }
      client.send(streams.toByteArray()).send(request(503, "/answered", END_STREAM));
      client.send(frame(PING, 0, 0, new byte[8]));

      until("they are there", () -> requests.size() >= 101);
      assertThat(requests).hasSize(101);
    }
  }

  /** Unread input resets a connection that is closed, and what was said before is lost. */
  @Test
  void whoIsCutOffIsToldWhyHoweverMuchItHasSent() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.send(open(2_000, "/"));

      assertThat(goAway(client.receiveAll())).isEqualTo(ENHANCE_YOUR_CALM);
      until("its streams have ended", () -> told.get() >= 100);
    }
  }

  @Test
  void whoGoesOnBeyondWhatIsRefusedLosesItsConnection() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.send(open(400, "/"));

      assertThat(goAway(client.receiveAll())).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(requests).hasSize(100);
    }
  }

  @Test
  void theEndOfAConnectionCostsInProportionToItsStreams() throws Exception {
    RawHttp2 deaf = new RawHttp2(server.port(), INITIAL_WINDOW, Integer.MAX_VALUE);
    deaf.send(WINDOW_UPDATE, 0, 0, number(Integer.MAX_VALUE - 65_535));
    deaf.send(request(1, "/large", 0));
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    for (int stream = 3; stream < 200; stream += 2) {
      more.writeBytes(request(stream, "/head", 0));
    }
    deaf.send(more.toByteArray());
    until("all are there", () -> requests.size() == 100);

    deaf.abort();

    until("the connection is gone", () -> server.counts.open() == 0);
    server.after(Duration.ZERO);
    assertThat(told.get()).isBetween(100, 200);
  }

  @Test
  void soDoesTheEndOfOneWhoseAnswersWait() throws Exception {
    RawHttp2 deaf = new RawHttp2(server.port());
    deaf.send(open(100, "/large"));
    until("all are there", () -> requests.size() == 100);

    deaf.abort();

    until("the connection is gone", () -> server.counts.open() == 0);
    server.after(Duration.ZERO);
    assertThat(told.get()).isBetween(100, 200);
  }

  @Test
  void theHeadsOfAllStreamsTogetherAreBounded() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      BlockingQueue<Frame> answers = client.follow();
      String long7 = "a".repeat(7_000);

      ByteArrayOutputStream streams = new ByteArrayOutputStream();
      for (int i = 0; i < 100; i++) {
        streams.writeBytes(
            frame(HEADERS, END_HEADERS, 1 + 2 * i, head("POST", "/", "x-long", long7)));
      }
      client.send(streams.toByteArray());

      until(
          "the rest is refused",
          () ->
              resets(answers, ENHANCE_YOUR_CALM) > 0
                  && resets(answers, ENHANCE_YOUR_CALM) + requests.size() == 100);
      assertThat(requests.size()).isBetween(70, 75);
      assertThat(server.counts.cut(Cause.HEADERS)).isEqualTo(100 - requests.size());

      int before = requests.size();
      client.send(RST_STREAM, 0, 1, number(CANCEL));
      client.send(HEADERS, END_HEADERS, 301, head("POST", "/", "x-long", long7));
      until("what has ended makes room", () -> requests.size() == before + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    PING + ", 0, 8, " + 40_000,
    SETTINGS + ", 0, 0, " + 40_000,
    PRIORITY + ", 1, 5, " + 40_000,
    WINDOW_UPDATE + ", 1, 4, " + 40_000,
    RST_STREAM + ", 1, 4, " + 40_000,
    "32, 0, 1, " + 40_000,
  })
  void framesThatBringNoRequestOnEndTheConnection(int type, int stream, int length, int count)
      throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      BlockingQueue<Frame> answers = client.follow();
      client.send(request(1, "/answered", END_STREAM));
      until("it is answered", () -> answers.stream().anyMatch(frame -> ended(frame, 1)));
      byte[] payload = new byte[length];
      if (length > 0) {
        payload[length - 1] = 3;
      }

      assertThatItIsCutOff(client, repeat(frame(type, 0, stream, payload), count));

      until("it is known why", () -> server.counts.cut(Cause.FLOOD) == 1);
    }
  }

  @Test
  void aHeadOfEndlessContinuationsEndsTheConnection() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.send(HEADERS, 0, 1, head("GET", "/"));

      assertThatItIsCutOff(client, repeat(frame(CONTINUATION, 0, 1, NOTHING), 20_000));

      assertThat(requests).isEmpty();
    }
  }

  @Test
  void aBodyOfEndlessNothingEndsTheConnection() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.send(request(1, "/", 0));

      assertThatItIsCutOff(client, repeat(frame(DATA, 0, 1, NOTHING), 20_000));
    }
  }

  @Test
  void requestsThatAreTakenBackAtOnceEndTheConnection() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      ByteArrayOutputStream flood = new ByteArrayOutputStream();
      for (int stream = 1; stream < 4_000; stream += 2) {
        flood.writeBytes(request(stream, "/", 0));
        flood.writeBytes(frame(RST_STREAM, 0, stream, number(CANCEL)));
      }

      assertThatItIsCutOff(client, flood.toByteArray());

      assertThat(requests.size()).isLessThanOrEqualTo(201);
    }
  }

  @Test
  void aBusyHonestClientSpendsNothing() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      BlockingQueue<Frame> answers = client.follow();
      for (int i = 0; i < 3_000; i += 50) {
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        for (int stream = 1 + 2 * i; stream < 1 + 2 * (i + 50); stream += 2) {
          some.writeBytes(request(stream, "/", 0));
          some.writeBytes(frame(PRIORITY, 0, stream, new byte[] {0, 0, 0, 0, 16}));
          for (int piece = 0; piece < 10; piece++) {
            some.writeBytes(frame(DATA, 0, stream, "a=b&".getBytes(ISO_8859_1)));
          }
          some.writeBytes(frame(DATA, END_STREAM, stream, NOTHING));
          some.writeBytes(frame(WINDOW_UPDATE, 0, 0, number(100)));
          some.writeBytes(frame(PING, 0, 0, new byte[8]));
        }
        client.send(some.toByteArray());
        int all = i + 50;
        until("they are there", () -> requests.size() == all);
        server.on(this::answerAll);
      }

      assertThat(answers.stream().filter(frame -> frame.type() == HEADERS)).isNotEmpty();
      assertThat(server.counts.cut(Cause.FLOOD)).isZero();
    }
  }

  @Test
  void whoSaysWhatItHasReadOfLargeAnswersSpendsNothing() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port(), INITIAL_WINDOW, 1 << 30)) {
      client.send(WINDOW_UPDATE, 0, 0, number(1 << 30));
      for (int stream = 1; stream < 9; stream += 2) {
        client.send(request(stream, "/large", END_STREAM));
        byte[] read = frame(WINDOW_UPDATE, 0, stream, number(1));
        Frame frame = client.receive();
        while (!ended(frame, stream)) {
          if (frame.type() == DATA) {
            client.send(repeat(read, 8)); // for each two kilobytes or so
          }
          frame = client.receive();
        }
      }

      assertThat(server.counts.cut(Cause.FLOOD)).isZero();
    }
  }

  @Test
  void aHeadMayBeAsLargeAsItIsPermittedToBe() throws Exception {
    byte[] head = head("POST", "/", "x-long", "a".repeat(95_000));
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.send(HEADERS, 0, 1, Arrays.copyOf(head, 16_000));
      for (int begin = 16_000; begin < head.length; begin += 16_000) {
        int end = Math.min(head.length, begin + 16_000);
        byte[] piece = Arrays.copyOfRange(head, begin, end);
        client.send(CONTINUATION, end == head.length ? END_HEADERS : 0, 1, piece);
      }

      until("it is there", () -> requests.size() == 1);
      assertThat(server.counts.cut(Cause.FLOOD)).isZero();
    }
  }

  @Test
  void whoWaitsForTheAnswerToWhatCannotBeReadHasAsked() throws Exception {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(40_000));
      until("it is known", () -> server.asked.get() == 1);

      server.after(REQUEST_TIMEOUT.plusSeconds(1));

      assertThat(client.receive().status()).isEqualTo(400);
      assertThat(server.counts.cut(Cause.HEAD)).isZero();
    }
  }

  @Test
  void aStreamWhoseClientDoesNotGoOnIsEnded() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      BlockingQueue<Frame> answers = client.follow();
      client.send(request(1, "/", 0)).send(request(3, "/", 0));
      until("both are there", () -> requests.size() == 2);
      server.after(Duration.ofSeconds(20));
      client.send(frame(DATA, 0, 3, "more".getBytes(ISO_8859_1)));
      client.send(PING, 0, 0, new byte[8]);
      until("it was read", () -> answers.stream().anyMatch(frame -> frame.type() == PING));

      server.after(Duration.ofSeconds(20));

      until("it is ended", () -> resets(answers, CANCEL) == 1);
      assertThat(told).as("so is its request").hasValue(1);
      assertThat(server.counts.cut(Cause.STREAM)).isEqualTo(1);
      server.after(Duration.ofSeconds(20));
      until("the other one, too", () -> resets(answers, CANCEL) == 2);
    }
  }

  @Test
  void anAnswerForWhichTheClientOpensNoWindowIsGivenUp() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port(), INITIAL_WINDOW, 0)) {
      BlockingQueue<Frame> answers = client.follow();
      client.send(request(1, "/answered", END_STREAM));
      until("its head is there", () -> answers.stream().anyMatch(f -> f.type() == HEADERS));
      server.after(Duration.ofSeconds(1));
      server.after(Duration.ofSeconds(59));
      client.send(WINDOW_UPDATE, 0, 1, number(1));
      until("a byte of it", () -> answers.stream().anyMatch(f -> f.type() == DATA));
      server.after(Duration.ofSeconds(1));
      server.after(Duration.ofSeconds(59));
      assertThat(server.counts.cut(Cause.UNREAD)).isZero();

      server.after(Duration.ofSeconds(2));

      until("it is given up", () -> resets(answers, CANCEL) == 1);
      assertThat(server.counts.cut(Cause.UNREAD)).isEqualTo(1);
    }
  }

  @Test
  void aRequestThatIsCutOffIsToldSoOnce() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      BlockingQueue<Frame> answers = client.follow();
      client.send(request(1, "/read", 0));
      until("it is there", () -> requests.size() == 1);
      HttpServerRequest request = Objects.requireNonNull(requests.peek());

      server.on(
          () -> {
            Connections.cut(request);
            return Future.succeededFuture();
          });

      until("the client knows", () -> resets(answers, CANCEL) == 1);
      assertThat(Futures.failure(read.future())).hasMessageContaining("reset");
    }
  }

  private Future<Void> answerAll() {
    requests.stream()
        .filter(request -> !request.response().ended())
        .forEach(request -> request.response().end());
    return Future.succeededFuture();
  }

  private static void assertThatItIsCutOff(RawHttp2 client, byte[] flood) throws Exception {
    try {
      client.send(flood);
      until("the connection is closed", () -> isClosed(client));
    } catch (SocketException cutOff) {
      assertThat(cutOff).isNotNull();
    }
  }

  private static boolean isClosed(RawHttp2 client) {
    try {
      client.send(PING, 0, 0, new byte[8]);
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  private static boolean ended(Frame frame, int stream) {
    return frame.stream() == stream
        && (frame.type() == DATA || frame.type() == HEADERS)
        && (frame.flags() & END_STREAM) != 0;
  }

  private static long resets(Collection<Frame> frames, int code) {
    return frames.stream()
        .filter(frame -> frame.type() == RST_STREAM && frame.errorCode() == code)
        .count();
  }

  private static int goAway(List<Frame> frames) {
    return frames.stream()
        .filter(frame -> frame.type() == GOAWAY)
        .mapToInt(Frame::errorCode)
        .findFirst()
        .orElseThrow();
  }

  private static byte[] open(int count, String path) {
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      streams.writeBytes(request(1 + 2 * i, path, 0));
    }
    return streams.toByteArray();
  }

  private static byte[] request(int stream, String path, int flags) {
    return frame(HEADERS, END_HEADERS | flags, stream, head("POST", path));
  }

  private static byte[] repeat(byte[] frame, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }
}
