package io.flagpost.admin.api;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RawHttp2;
import io.flagpost.testing.RawHttp2.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The admin listener under those that have not signed in and never will. */
class AdminLimitsTest {
  private static final int STRANGERS_LIMIT = 64 << 10;
  private static final int MOST = 4;
  private static final String THING = "{\"name\":\"a\"}";

  private final List<RawConnection> clients = new ArrayList<>();
  private TestListener listener =
      new TestListener(TestSettings.of(MOST, 2 << 20, Duration.ofMinutes(1)));

  @AfterEach
  void stop() throws IOException {
    for (RawConnection client : clients) {
      client.close();
    }
    listener.close();
  }

  @Test
  void whoHasNotSignedInBringsAtMost64KiB() throws Exception {
    assertThat(enter(padded(STRANGERS_LIMIT)).status()).isEqualTo(200);

    Answer tooLarge = enter(padded(STRANGERS_LIMIT + 1));

    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.text()).contains("urn:flagpost:problem:too-large", "65536 bytes");
  }

  @Test
  void bodiesThatAreHeldBackMakeRoomForEachOtherAndKeepNobodyOut() throws Exception {
    for (int i = 0; i < 20; i++) {
      connect().send(head(60_000) + "a".repeat(59_000));
    }

    assertThat(connect().send("POST /admin/v1/open HTTP/1.1\r\nHost: x\r\n\r\n").receive().status())
        .isEqualTo(200);
    assertThat(enter(THING).status()).isEqualTo(200);
    assertThat(clients.get(0).isClosedByServer()).isTrue();
    assertThat(clients.get(15).isClosedByServer()).isTrue();
  }

  @Test
  void soDoThoseOnTheStreamsOfOneConnection() throws Exception {
    try (RawHttp2 client = new RawHttp2(listener.port())) {
      BlockingQueue<Frame> frames = client.follow();
      for (int stream = 1; stream < 41; stream += 2) {
        client.send(
            RawHttp2.HEADERS,
            RawHttp2.END_HEADERS,
            stream,
            RawHttp2.head("POST", "/admin/v1/enter", "content-type", "application/json"));
      }

      until(
          "all but the last ones are ended",
          () -> frames.stream().filter(f -> f.type() == RawHttp2.RST_STREAM).count() == 20 - MOST);
      assertThat(enter(THING).status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatDoesNotComeInTimeIsCutOff() throws Exception {
    listener.close();
    listener = new TestListener(TestSettings.of(MOST, 2 << 20, Duration.ofSeconds(1)));
    RawConnection slow = connect().send(head(100) + "half");

    assertThat(slow.isClosedByServer()).isTrue();
  }

  @Test
  void soIsAHeadThatDoesNotCome() throws Exception {
    listener.close();
    listener = new TestListener(TestSettings.of(MOST, 2 << 20, Duration.ofSeconds(1)));

    assertThat(connect().send("POST /admin/v1/open HTTP/1.1\r\nX").isClosedByServer()).isTrue();
    assertThat(connect().isClosedByServer()).isTrue();
  }

  @Test
  void aBodyThatNobodyExpectsIsNotKept() throws Exception {
    Answer answer =
        connect()
            .send("POST /admin/v1/open HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nwhat?")
            .receive();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("is not expected here");
  }

  private Answer enter(String body) throws IOException {
    return connect().send(head(body.length()) + body).receive();
  }

  private static String padded(int length) {
    return THING + " ".repeat(length - THING.length());
  }

  private static String head(int length) {
    return String.join(
        "\r\n",
        "POST /admin/v1/enter HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        "Content-Length: " + length,
        "",
        "");
  }

  private RawConnection connect() throws IOException {
    RawConnection client = new RawConnection(listener.port());
    clients.add(client);
    return client;
  }
}
