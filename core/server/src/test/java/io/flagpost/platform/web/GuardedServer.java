package io.flagpost.platform.web;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.web.connections.ConnectionCounts;
import io.flagpost.platform.web.connections.ConnectionLimits;
import io.flagpost.platform.web.connections.Connections;
import io.flagpost.platform.web.framing.UnreadableRequests;
import io.flagpost.testing.Futures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A server on one event loop whose connections are watched, by a clock that is the test's. */
public final class GuardedServer implements AutoCloseable {
  private static final Duration IDLE = Duration.ofMinutes(10);

  public final ConnectionCounts counts = new ConnectionCounts();
  public final AtomicInteger asked = new AtomicInteger();
  public final AtomicLong now = new AtomicLong();
  private final Vertx vertx =
      Vertx.builder()
          .with( // it is among the first that load the library's classes
              new VertxOptions()
                  .setMaxEventLoopExecuteTimeUnit(TimeUnit.MINUTES)
                  .setMaxEventLoopExecuteTime(1))
          .withTransport(new WatchfulTransport())
          .build();
  private final Context context = vertx.getOrCreateContext();
  private final Connections connections;
  private final int port;

  /**
   * @param most connections at once
   * @param requestTimeout how long a stream may wait for its client
   * @param idleTimeout how long an answer may wait for it
   */
  public GuardedServer(
      int most,
      Duration requestTimeout,
      Duration idleTimeout,
      Handler<HttpServerRequest> requests) {
    ConnectionLimits limits =
        new ConnectionLimits(most, 0, IpNetworks.of(List.of()), requestTimeout, idleTimeout);
    connections = new Connections(limits, counts, now::get);
    port = on(() -> listen(requests));
  }

  private Future<Integer> listen(Handler<HttpServerRequest> requests) {
    UnreadableRequests unreadable =
        new UnreadableRequests(
            vertx,
            request -> {},
            (request, failure) -> request.response().setStatusCode(400).end());
    return unreadable
        .serve(
            vertx.createHttpServer(ListenerOptions.create("127.0.0.1", 0, 65_536, IDLE)),
            request -> {
              connections.asked(request);
              asked.incrementAndGet();
            },
            requests,
            connections::opened)
        .listen()
        .map(
            server -> {
              WatchfulTransport.watch(vertx, "127.0.0.1", server.actualPort(), connections);
              return server.actualPort();
            });
  }

  public int port() {
    return port;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Lets time pass, and has the connections looked after. */
  public void after(Duration time) {
    now.addAndGet(time.toNanos());
    on(
        () -> {
          connections.sweep();
          return Future.succeededFuture();
        });
  }

  /** What comes of something that is done on the event loop. */
  public <T> T on(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    context.runOnContext(turn -> step.get().onComplete(done));
    return Futures.await(done.future());
  }

  @Override
  public void close() {
    Futures.await(vertx.close());
  }
}
