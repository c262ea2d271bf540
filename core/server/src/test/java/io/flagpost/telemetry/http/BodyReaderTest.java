package io.flagpost.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.admission.AdmissionControl;
import io.flagpost.platform.web.admission.AdmissionLimits;
import io.flagpost.platform.web.admission.LoopAdmission;
import io.flagpost.platform.web.admission.LoopAdmission.Permit;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.testing.Answer;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits of {@link BodyReader}, small, behind a real HTTP server. */
class BodyReaderTest {
  private static final int LIMIT = 1_000;
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();
  private final LoopAdmission admission =
      new AdmissionControl(
              new AdmissionLimits(100, 100_000_000, Duration.ofMinutes(10), 100_000),
              System::nanoTime)
          .openLoop(request -> "somebody");

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void aBodyOfTheLimitIsRead() throws IOException {
    try (RawConnection client = connect(10_000, LONG)) {
      client.send(head("Content-Length: 1000")).send("x".repeat(LIMIT));

      assertThat(client.receive().text()).isEqualTo("1000");
    }
  }

  @Test
  void aLargerOneIsReadToItsEndBeforeItIsRefusedAndTheConnectionGoesOn() throws IOException {
    try (RawConnection client = connect(10_000, LONG)) {
      client.send(head("Content-Length: 5000")).send("x".repeat(5_000));
      Answer answer = client.receive();
      client.send(head("Content-Length: 2")).send("ok");

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.header("Connection")).isNull();
      assertThat(client.receive().text()).isEqualTo("2");
    }
  }

  @Test
  void oneThatGoesOnBeyondTheDrainLimitIsAnsweredAndCutOff() throws IOException {
    try (RawConnection client = connect(10_000, LONG)) {
      client.send(head("Transfer-Encoding: chunked")).send(chunk(20_000));
      Answer answer = client.receive();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(sendsUntilCutOff(client)).isTrue();
    }
  }

  @Test
  void oneThatNeverEndsIsAnsweredAfterAWhileAndClosedAfterAnother() throws IOException {
    try (RawConnection client = connect(Long.MAX_VALUE, SHORT)) {
      client.send(head("Transfer-Encoding: chunked")).send(chunk(2_000));

      assertThat(client.receive().status()).isEqualTo(413);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void whoAsksBeforeSendingTooMuchIsRefusedAtOnce() throws IOException {
    try (RawConnection client = connect(10_000, SHORT)) {
      client.send(head("Content-Length: 5000\r\nExpect: 100-continue"));
      Answer answer = client.receive();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void whoAsksButDoesNotWaitCanReadTheRefusalToo() throws IOException {
    try (RawConnection client = connect(1L << 30, LONG)) {
      client.send(head("Content-Length: 4000000\r\nExpect: 100-continue"));
      client.send(new byte[4_000_000]);

      assertThat(client.receive().status()).isEqualTo(413);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void whoAsksBeforeSendingEnoughIsToldToGoOn() throws IOException {
    try (RawConnection client = connect(10_000, LONG)) {
      client.send(head("Content-Length: 3\r\nExpect: 100-Continue"));
      assertThat(client.receive().status()).isEqualTo(100);

      client.send("abc");
      assertThat(client.receive().text()).isEqualTo("3");
    }
  }

  private static String head(String headers) {
    return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n";
  }

  private static String chunk(int length) {
    return Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n";
  }

  /** Whether the server ends a connection over which far more comes than it wants to see. */
  private static boolean sendsUntilCutOff(RawConnection client) throws IOException {
    try {
      for (int i = 0; i < 10_000; i++) {
        client.send(chunk(100_000));
      }
      return false;
    } catch (SocketException cutOff) {
      return true;
    }
  }

  private RawConnection connect(long drainBytes, Duration drainTime) throws IOException {
    BodyReader reader = new BodyReader(new LimitedBodies(vertx, LIMIT, drainBytes, drainTime));
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    HttpServer server =
        Futures.await(
            vertx
                .createHttpServer(options)
                .requestHandler(request -> answer(request, reader))
                .listen());
    return new RawConnection(server.actualPort());
  }

  private void answer(HttpServerRequest request, BodyReader reader) {
    reader
        .read(request, (Permit) admission.tryEnter(request))
        .map(Buffer::length)
        .onSuccess(length -> request.response().end(length.toString()))
        .onFailure(
            refused ->
                request
                    .response()
                    .setStatusCode(((RefusedException) refused).refusal().status())
                    .end());
  }
}
