package io.flagpost.platform.web.closing;

import io.flagpost.platform.web.ListenerOptions;
import io.flagpost.platform.web.OrderlyStop;
import io.flagpost.platform.web.WatchfulTransport;
import io.flagpost.platform.web.framing.UnreadableRequests;
import io.flagpost.testing.Futures;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A listener that answers some requests at once and the others when the test wants it to. */
abstract class OrderlyStopFixture {
  final Vertx vertx = Vertx.builder().withTransport(new WatchfulTransport()).build();
  final Queue<HttpServerRequest> waiting = new ConcurrentLinkedQueue<>();
  final CountDownLatch ending = new CountDownLatch(1);
  final AtomicInteger taken = new AtomicInteger();
  int port;
  String deployment = "";

  @BeforeEach
  void start() {
    Listener listener = new Listener();
    deployment = Futures.await(vertx.deployVerticle(listener));
    port = listener.port();
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  /** Has the test told once everybody in the pipeline knows that the connection is to end. */
  private void watch(HttpServerRequest request) {
    HttpServerConnection connection = (HttpServerConnection) request.connection();
    connection
        .channelHandlerContext()
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext context, Object event) {
                context.fireUserEventTriggered(event);
                if (event instanceof ShutdownEvent) {
                  ending.countDown();
                }
              }
            });
  }

  void answer() {
    HttpServerRequest request = waiting.remove();
    Futures.await(request.response().end("slow"));
  }

  private final class Listener extends VerticleBase {
    private volatile @Nullable HttpServer server;

    @Override
    public Future<?> start() {
      UnreadableRequests unreadable =
          new UnreadableRequests(vertx, request -> {}, (request, failure) -> {});
      HttpServer opened =
          unreadable.serve(
              vertx.createHttpServer(
                  ListenerOptions.create("127.0.0.1", 0, 1024, Duration.ofMinutes(5))),
              asked -> {},
              this::handle,
              connection -> {});
      server = opened;
      return opened.listen();
    }

    int port() {
      return Objects.requireNonNull(server).actualPort();
    }

    private void handle(HttpServerRequest request) {
      taken.incrementAndGet();
      if (request.path().equals("/slow")) {
        watch(request);
        waiting.add(request);
      } else {
        request.response().end("fast");
      }
    }

    @Override
    public Future<?> stop() {
      return OrderlyStop.stop(
          vertx, Objects.requireNonNull(server), "127.0.0.1", Duration.ofMinutes(1));
    }
  }
}
