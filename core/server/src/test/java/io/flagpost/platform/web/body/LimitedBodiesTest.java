package io.flagpost.platform.web.body;

import static io.flagpost.testing.RawHttp2.END_HEADERS;
import static io.flagpost.testing.RawHttp2.HEADERS;
import static io.flagpost.testing.RawHttp2.RST_STREAM;
import static io.flagpost.testing.RawHttp2.head;
import static io.flagpost.testing.RawHttp2.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.GuardedServer;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RawHttp2;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies whose end was told before anybody asked for it: who waits for it would wait for ever. */
class LimitedBodiesTest {
  private static final int CANCEL = 8;
  private static final String READ_BEFORE = "/read-before";

  private final CountDownLatch begun = new CountDownLatch(1);
  private final Promise<Buffer> read = Promise.promise();
  private final GuardedServer server =
      new GuardedServer(10, Duration.ofMinutes(1), Duration.ofMinutes(1), this::arrived);

  /** Reads what comes of it once its client is gone, or once somebody else has read it. */
  private void arrived(HttpServerRequest request) {
    if (request.path().equals(READ_BEFORE)) {
      request
          .end()
          .onSuccess(ended -> new LimitedBodies(server.vertx(), 10).read(request).onComplete(read));
      return;
    }
    request.pause();
    request
        .response()
        .closeHandler(gone -> new LimitedBodies(server.vertx(), 10).read(request).onComplete(read));
    begun.countDown();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void ofAConnectionThatIsClosed() throws Exception {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
      begun.await();
    }

    assertThat(Futures.failure(read.future())).isInstanceOf(HttpClosedException.class);
  }

  @Test
  void ofAConnectionOfHttp2ThatIsClosed() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.send(HEADERS, END_HEADERS, 1, head("POST", "/"));
      begun.await(); // a reset overtakes what was sent before it
    }

    assertThat(Futures.failure(read.future())).isInstanceOf(HttpClosedException.class);
  }

  @Test
  void ofAStreamThatIsReset() throws Exception {
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client
          .send(HEADERS, END_HEADERS, 1, head("POST", "/"))
          .send(RST_STREAM, 0, 1, number(CANCEL));

      assertThat(Futures.failure(read.future())).isInstanceOf(HttpClosedException.class);
    }
  }

  @Test
  void ofARequestThatWasReadBefore() throws Exception {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send("POST " + READ_BEFORE + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok");

      assertThat(Futures.failure(read.future()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Request has already been read");
    }
  }
}
