package io.flagpost.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client meets that writes its bodies by itself. */
class RawBodyIT extends RawSocketFixture {
  private static final int BODY_LIMIT = 1 << 20;

  @Test
  void aBodyOfExactlyTheLimitIsTaken() throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: " + BODY_LIMIT)).send("text_data=");
      client.send(new byte[BODY_LIMIT - "text_data=".length()]);

      assertThat(key.code(client.receive())).isEqualTo(831);
    }
  }

  @Test
  void anAnnouncedBodyOverTheLimitIsRefusedReadablyAndTheConnectionGoesOn() throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: " + (BODY_LIMIT + 1))).send(new byte[BODY_LIMIT + 1]);
      assertTooLarge(client.receive());

      client.send(record());
      assertThat(key.code(client.receive())).isEqualTo(831);
    }
  }

  @Test
  void aClientThatWritesSeveralMegabytesBeforeItReadsCanReadTheRefusal() throws IOException {
    int size = 12 << 20;
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: " + size)).send(new byte[size]);
      assertTooLarge(client.receive());
    }
  }

  @Test
  void aChunkedBodyOverTheLimitIsRefusedReadablyAndTheConnectionGoesOn() throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Transfer-Encoding: chunked"));
      for (int i = 0; i < 40; i++) {
        client.send("20000\r\n").send(new byte[0x20000]).send("\r\n");
      }
      client.send("0\r\n\r\n");
      assertTooLarge(client.receive());

      client.send(record());
      assertThat(key.code(client.receive())).isEqualTo(831);
    }
  }

  @Test
  void whoAsksBeforeSendingTooMuchIsRefusedAtOnce() throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: 5000000\r\nExpect: 100-continue"));
      Answer answer = client.receive();

      assertTooLarge(answer);
      assertThat(answer.header("Connection")).isEqualTo("close");
    }
  }

  @Test
  void whoAsksButDoesNotWaitForTheWordCanReadTheRefusalToo() throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: 5000000\r\nExpect: 100-continue"));
      client.send(new byte[5_000_000]);

      assertTooLarge(client.receive());
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void whoAsksBeforeSendingEnoughIsToldToGoOn() throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Content-Length: 11\r\nExpect: 100-continue"));
      assertThat(client.receive().status()).isEqualTo(100);

      client.send("data_type=x");
      assertThat(key.code(client.receive())).isEqualTo(831);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BODY_LIMIT + 1, 100 << 20})
  void aBodyThatUnpacksToMoreThanTheLimitIsRefused(int size) throws IOException {
    byte[] bomb = gzippedZeros(size);
    try (RawConnection client = connect()) {
      client.send(post("Content-Encoding: gzip\r\nContent-Length: " + bomb.length)).send(bomb);

      assertTooLarge(client.receive());
    }
  }

  @Test
  void whoGoesAwayInTheMiddleLeavesNothingBroken() throws IOException {
    String request = post("Content-Length: 100000");
    for (int sent = 1; sent < request.length(); sent += 7) {
      try (RawConnection client = connect()) {
        client.send(request.substring(0, sent));
      }
    }
    for (int i = 0; i < 50; i++) {
      try (RawConnection client = connect()) {
        client.send(request).send(new byte[i * 1_500]);
      }
      try (RawConnection client = connect()) {
        client.send(record()); // complete, but nobody reads the answer
      }
    }

    try (RawConnection client = connect()) {
      assertThat(key.code(client.send(record()).receive())).isEqualTo(831);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zz\r\n", "5\r\nhelloXX\r\n", "-1\r\n", "5;\u0000\r\nhello\r\n0\r\n\u0000"})
  void aBodyInBrokenPiecesLeavesNothingBroken(String pieces) throws IOException {
    try (RawConnection client = connect()) {
      client.send(post("Transfer-Encoding: chunked")).send(pieces);
    }

    try (RawConnection client = connect()) {
      assertThat(key.code(client.send(record()).receive())).isEqualTo(831);
    }
  }

  private void assertTooLarge(Answer answer) throws IOException {
    assertThat(answer.status()).isEqualTo(413);
    assertThat(key.code(answer)).isEqualTo(161);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
  }

  private static byte[] gzippedZeros(int size) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      byte[] zeros = new byte[1 << 16];
      for (int left = size; left > 0; left -= zeros.length) {
        out.write(zeros, 0, Math.min(left, zeros.length));
      }
    }
    return bytes.toByteArray();
  }
}
