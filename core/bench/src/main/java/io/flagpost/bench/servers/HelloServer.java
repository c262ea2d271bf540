package io.flagpost.bench.servers;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** Yardstick "hello": answers every request with the same few bytes. */
public final class HelloServer {
  private static final Buffer HELLO = Buffer.buffer("{\"hello\":\"world\"}");
  private static final String LENGTH = Integer.toString(HELLO.length());

  private HelloServer() {}

  public static void main(String[] args) {
    Vertx vertx = Yardstick.vertx();
    Yardstick.serve(
        vertx,
        instance ->
            request ->
                request
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Content-Length", LENGTH)
                    .end(HELLO));
  }
}
