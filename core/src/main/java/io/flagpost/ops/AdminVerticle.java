package io.flagpost.ops;

import io.flagpost.config.Config;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import org.jspecify.annotations.Nullable;

/** Owns the admin listener's event loop. */
public final class AdminVerticle extends VerticleBase {
  private final Config.Admin settings;
  private final HealthRoutes health;
  private volatile @Nullable HttpServer server;

  public AdminVerticle(Config.Admin settings, HealthRoutes health) {
    this.settings = settings;
    this.health = health;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    health.mount(router);
    HttpServer listening = vertx.createHttpServer().requestHandler(router);
    server = listening;
    return listening.listen(settings.port(), settings.host());
  }

  /** The port it listens on; meaningful once deployed. */
  public int port() {
    HttpServer listening = server;
    return listening == null ? -1 : listening.actualPort();
  }
}
