package io.flagpost.platform.web.closing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.GuardedServer;
import io.flagpost.platform.web.content.Bodies;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientGoneTest {
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private final Promise<Boolean> gone = Promise.promise();
  private final GuardedServer server =
      new GuardedServer(10, Duration.ofMinutes(1), Duration.ofMinutes(1), this::answer);

  /** Holds the event loop up, so that the failure to write is the first that is heard of it. */
  private void answer(HttpServerRequest request) {
    arrived.countDown();
    try {
      left.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Bodies.end(request, Buffer.buffer("an answer"))
        .onSuccess(sent -> gone.tryComplete(ClientGone.isSo(request, new IOException("ours"))))
        .onFailure(failure -> gone.tryComplete(ClientGone.isSo(request, failure)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatFailsBecauseTheClientLeftIsKnownByIt() throws Exception {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      arrived.await();
      client.abort();
    }
    left.countDown();

    assertThat(Futures.await(gone.future())).isTrue();
  }

  @Test
  void aFailureOfOursIsNone() throws Exception {
    left.countDown();
    try (RawConnection client = new RawConnection(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(Futures.await(gone.future())).isFalse();
    }
  }
}
