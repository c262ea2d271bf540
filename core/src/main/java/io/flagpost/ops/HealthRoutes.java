package io.flagpost.ops;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * What a load balancer and a supervisor ask: {@code GET /health/ready} (200 or 503, takes records
 * or does not) and {@code GET /health/live} (200, the event loops turn).
 */
public final class HealthRoutes {
  private final Health health;

  public HealthRoutes(Health health) {
    this.health = health;
  }

  /** Adds the routes. */
  public void mount(Router router) {
    router.get("/health/ready").handler(this::ready);
    router.get("/health/live").handler(request -> answer(request, 200, "alive"));
  }

  private void ready(RoutingContext request) {
    if (health.isAccepting()) {
      answer(request, 200, "accepting");
    } else {
      answer(request, 503, "not accepting");
    }
  }

  private static void answer(RoutingContext request, int statusCode, String status) {
    request
        .response()
        .setStatusCode(statusCode)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(new JsonObject().put("status", status).toBuffer());
  }
}
