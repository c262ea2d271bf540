package io.flagpost.platform.web.connections;

import static io.flagpost.testing.Patience.until;
import static io.flagpost.testing.RawHttp2.DATA;
import static io.flagpost.testing.RawHttp2.END_HEADERS;
import static io.flagpost.testing.RawHttp2.END_STREAM;
import static io.flagpost.testing.RawHttp2.HEADERS;
import static io.flagpost.testing.RawHttp2.PING;
import static io.flagpost.testing.RawHttp2.RST_STREAM;
import static io.flagpost.testing.RawHttp2.SETTINGS;
import static io.flagpost.testing.RawHttp2.WINDOW_UPDATE;
import static io.flagpost.testing.RawHttp2.frame;
import static io.flagpost.testing.RawHttp2.head;
import static io.flagpost.testing.RawHttp2.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.connections.ConnectionCounts.Cause;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RawHttp2;
import io.flagpost.testing.RawHttp2.Frame;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/** The streams of one HTTP/2 connection: how many there may be, and how they end. */
class Http2StreamsTest extends Http2GuardFixture {
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
}
