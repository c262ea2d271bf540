package io.flagpost.platform.web.closing;

import static io.flagpost.testing.Patience.until;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.ListenerOptions;
import io.flagpost.testing.Answer;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OrderlyStopTest extends OrderlyStopFixture {
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

  private void untilItsConnectionIsToEnd() throws Exception {
    assertThat(ending.await(1, TimeUnit.MINUTES)).as("it is to end").isTrue();
  }

  private static String http1(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }
}
