package io.flagpost.http;

import io.flagpost.web.Connections;
import io.flagpost.web.ListenerOptions;
import io.flagpost.web.OrderlyStop;
import io.flagpost.web.UnreadableRequests;
import io.flagpost.web.WatchfulTransport;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Owns an event loop on which the public listener is served; one instance for each of them. */
final class PublicVerticle extends VerticleBase {
  /** A POST may carry everything in its query string, so the request line may be long. */
  private static final int REQUEST_LINE_LIMIT = 64 * 1024;

  /** How often slow clients are looked for. */
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final HttpSettings settings;
  private final UnaryOperator<HttpServerOptions> tls;
  private final PublicRouter router;
  private final UnreadableRequests unreadable;
  private final Connections connections;
  private final AdmissionDesk desk;
  private final AtomicInteger port;
  private final Pulse pulse;
  private volatile @Nullable HttpServer server;
  private volatile Runnable unwatch = () -> {};

  /**
   * @param connections watches the connections of this verticle's event loop
   * @param desk lets requests in on this verticle's event loop
   * @param tls makes the server speak TLS; or leaves its options alone
   * @param port takes the port that is listened on, once started
   * @param pulse beats on this verticle's event loop
   */
  PublicVerticle(
      HttpSettings settings,
      UnaryOperator<HttpServerOptions> tls,
      PublicRouter router,
      UnreadableRequests unreadable,
      Connections connections,
      AdmissionDesk desk,
      AtomicInteger port,
      Pulse pulse) {
    this.settings = settings;
    this.tls = tls;
    this.router = router;
    this.unreadable = unreadable;
    this.connections = connections;
    this.desk = desk;
    this.port = port;
    this.pulse = pulse;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        ListenerOptions.create(
            settings.host(),
            settings.port() == 0 ? -1 : settings.port(), // one that all instances share
            REQUEST_LINE_LIMIT,
            settings.idleTimeout());
    Router routes = router.build(vertx);
    HttpServer listening =
        unreadable.serve(
            vertx.createHttpServer(tls.apply(options)),
            request -> {
              connections.asked(request);
              routes.handle(request);
            },
            connections::opened);
    server = listening;
    pulse.start(vertx);
    vertx.setPeriodic(SWEEP.toMillis(), timer -> sweep());
    return listening
        .listen()
        .onSuccess(
            bound -> {
              port.set(bound.actualPort());
              unwatch = WatchfulTransport.watch(vertx, bound.actualPort(), connections);
            });
  }

  private void sweep() {
    connections.sweep();
    desk.cutSlowBodies(settings.connections().requestTimeout());
  }

  @Override
  public Future<?> stop() {
    HttpServer listening = server;
    Future<?> stopped =
        listening == null
            ? Future.succeededFuture()
            : OrderlyStop.stop(vertx, listening, settings.drainTimeout());
    return stopped.eventually(
        () -> {
          unwatch.run();
          return Future.succeededFuture();
        });
  }
}
