package io.flagpost.platform.web.connections;

import static io.flagpost.testing.Patience.until;
import static io.flagpost.testing.RawHttp2.CONTINUATION;
import static io.flagpost.testing.RawHttp2.DATA;
import static io.flagpost.testing.RawHttp2.END_HEADERS;
import static io.flagpost.testing.RawHttp2.END_STREAM;
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

import io.flagpost.platform.web.connections.ConnectionCounts.Cause;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RawHttp2;
import io.flagpost.testing.RawHttp2.Frame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that bring no request on, and honest clients that are no flood. */
class Http2FloodsTest extends Http2GuardFixture {
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
}
