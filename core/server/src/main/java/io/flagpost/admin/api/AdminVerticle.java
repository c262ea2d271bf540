package io.flagpost.admin.api;

import io.flagpost.platform.web.ListenerOptions;
import io.flagpost.platform.web.ListenerWatch;
import io.flagpost.platform.web.framing.UnreadableRequests;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Owns the admin listener's event loop. */
final class AdminVerticle extends VerticleBase {
  private static final int REQUEST_LINE_LIMIT = 16 * 1024;

  private final AdminSettings settings;
  private final UnaryOperator<HttpServerOptions> customised;
  private final AdminRouter router;
  private final UnreadableRequests unreadable;
  private final ListenerWatch watch;
  private final AtomicInteger port;

  /**
   * @param watch watches this verticle's event loop
   * @param port receives the port it listens on, once started
   */
  AdminVerticle(
      AdminSettings settings,
      UnaryOperator<HttpServerOptions> customised,
      AdminRouter router,
      UnreadableRequests unreadable,
      ListenerWatch watch,
      AtomicInteger port) {
    this.settings = settings;
    this.customised = customised;
    this.router = router;
    this.unreadable = unreadable;
    this.watch = watch;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        ListenerOptions.create(
            settings.host(), settings.port(), REQUEST_LINE_LIMIT, settings.idleTimeout());
    HttpServer listening =
        unreadable.serve(
            vertx.createHttpServer(customised.apply(options)), watch::asked, router, watch::opened);
    return watch.listen(vertx, listening, settings.host(), port);
  }

  @Override
  public Future<?> stop() {
    return watch.stop(settings.drainTimeout());
  }
}
