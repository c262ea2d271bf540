package io.flagpost.telemetry.http;

import io.flagpost.platform.web.ListenerOptions;
import io.flagpost.platform.web.ListenerWatch;
import io.flagpost.platform.web.framing.UnreadableRequests;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Serves the public listener on one event loop; one instance for each of them. */
final class PublicVerticle extends VerticleBase {
  /** A POST may carry everything in its query string, so the request line may be long. */
  private static final int REQUEST_LINE_LIMIT = 64 * 1024;

  private final HttpSettings settings;
  private final UnaryOperator<HttpServerOptions> tls;
  private final PublicRouter router;
  private final UnreadableRequests unreadable;
  private final ListenerWatch watch;
  private final AtomicInteger port;
  private final EventLoopWatchdog watchdog;

  /**
   * @param watch watches over this verticle's event loop
   * @param tls turns TLS on in the server's options, or leaves them unchanged
   * @param port receives the port that it listens on, once started
   * @param watchdog beats on this verticle's event loop
   */
  PublicVerticle(
      HttpSettings settings,
      UnaryOperator<HttpServerOptions> tls,
      PublicRouter router,
      UnreadableRequests unreadable,
      ListenerWatch watch,
      AtomicInteger port,
      EventLoopWatchdog watchdog) {
    this.settings = settings;
    this.tls = tls;
    this.router = router;
    this.unreadable = unreadable;
    this.watch = watch;
    this.port = port;
    this.watchdog = watchdog;
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
            vertx.createHttpServer(tls.apply(options)), watch::asked, routes, watch::opened);
    watchdog.start(vertx);
    return watch.listen(vertx, listening, settings.host(), port);
  }

  @Override
  public Future<?> stop() {
    return watch.stop(settings.drainTimeout());
  }
}
