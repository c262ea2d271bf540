package io.flagpost.admin.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Futures;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
    Promise<RequestBytes> arrived = Promise.promise();
    HttpServer server =
        Futures.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      request.pause();
                      RequestBytes bytes =
                          new RequestBytes(vertx, request, CAPACITY, Duration.ofMinutes(1));
                      bytes.start();
                      arrived.complete(bytes);
                    })
                .listen(0, "127.0.0.1"));
    CompletableFuture<HttpResponse<String>> sent =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(CONTENT))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    RequestBytes bytes = Futures.await(arrived.future());
    Futures.until(vertx, () -> bytes.pauses() > 0);
    assertThat(bytes.waiting()).isBetween(CAPACITY, 4 * CAPACITY);
    assertThat(bytes.pauses()).isEqualTo(1);

    assertThat(readAll(bytes)).isEqualTo(CONTENT.length);
    assertThat(bytes.pauses()).isGreaterThan(1);
    sent.cancel(true);
  }

  private static long readAll(RequestBytes bytes) throws IOException {
    byte[] piece = new byte[10_000];
    long count = 0;
    for (int read = bytes.read(piece, 0, piece.length);
        read >= 0;
        read = bytes.read(piece, 0, piece.length)) {
      count += read;
      assertThat(bytes.waiting()).isLessThan(4 * CAPACITY);
    }
    return count;
  }
}
