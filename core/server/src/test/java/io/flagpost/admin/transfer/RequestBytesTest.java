package io.flagpost.admin.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Futures;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestBytesTest {
  private static final int CAPACITY = 1 << 16;
  private static final byte[] CONTENT = new byte[20_000_000];

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void aClientIsHeldUpWhileNobodyReads() throws Exception {
    Promise<Watched> watched = Promise.promise();
    Promise<RequestBytes> arrived = Promise.promise();
    CompletableFuture<HttpResponse<String>> sent = send(listen(watched, arrived));

    RequestBytes bytes = Futures.await(arrived.future());
    Watched request = Futures.await(watched.future());
    Futures.until(vertx, () -> request.pauses.get() > 0);
    assertThat(request.received.get()).isBetween((long) CAPACITY, 4L * CAPACITY);
    assertThat(request.pauses).hasValue(1);

    assertThat(readAll(request, bytes)).isEqualTo(CONTENT.length);
    assertThat(request.pauses).hasValueGreaterThan(1);
    sent.cancel(true);
  }

  /** The port of a server that hands out the one request that comes, and its bytes. */
  private int listen(Promise<Watched> watched, Promise<RequestBytes> arrived) {
    return Futures.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      request.pause();
                      Watched seen = new Watched((HttpServerRequestInternal) request);
                      RequestBytes bytes =
                          new RequestBytes(vertx, seen, CAPACITY, Duration.ofMinutes(1));
                      watched.complete(seen);
                      bytes.start();
                      arrived.complete(bytes);
                    })
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  private static CompletableFuture<HttpResponse<String>> send(int port) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(CONTENT))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static long readAll(Watched request, RequestBytes bytes) throws IOException {
    byte[] piece = new byte[10_000];
    long count = 0;
    for (int read = bytes.read(piece, 0, piece.length);
        read >= 0;
        read = bytes.read(piece, 0, piece.length)) {
      count += read;
      assertThat(request.received.get() - count).isLessThan(4L * CAPACITY);
    }
    return count;
  }

  /** Counts what is handed over of a request's body, and how often its client is held up. */
  private static final class Watched extends HttpServerRequestWrapper {
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger pauses = new AtomicInteger();

    Watched(HttpServerRequestInternal request) {
      super(request);
    }

    @Override
    public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
      return handler == null
          ? super.handler(null)
          : super.handler(
              chunk -> {
                received.addAndGet(chunk.length());
                handler.handle(chunk);
              });
    }

    @Override
    public HttpServerRequest pause() {
      pauses.incrementAndGet();
      return super.pause();
    }
  }
}
