package io.flagpost.telemetry.http;

import io.flagpost.platform.web.RequestIds;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;

/** Routes the public listener's requests to its endpoints; a request without one is refused. */
final class PublicRouter {
  /** What {@code OPTIONS} names if it asks about no resource in particular. */
  private static final String WHOLE_SERVER = "*";

  private final List<Endpoint> endpoints;
  private final List<String> corsOrigins;
  private final Callers callers;
  private final EnvelopeResponder responder;
  private final Handler<HttpServerRequest> arrived;

  /**
   * @param arrived called with each request before it is handled
   */
  PublicRouter(
      List<Endpoint> endpoints,
      List<String> corsOrigins,
      Callers callers,
      EnvelopeResponder responder,
      Handler<HttpServerRequest> arrived) {
    this.endpoints = List.copyOf(endpoints);
    this.corsOrigins = List.copyOf(corsOrigins);
    this.callers = callers;
    this.responder = responder;
    this.arrived = arrived;
  }

  /** A router with every route of the public listener, for one event loop. */
  Router build(Vertx vertx) {
    Router router = Router.router(vertx);
    router.route().handler(this::admit);
    if (!corsOrigins.isEmpty()) {
      CorsHandler cors =
          CorsHandler.create()
              .addOrigins(corsOrigins)
              .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST))
              .allowedHeaders(
                  Set.of("Authorization", "Content-Type", "Content-Encoding", "Idempotency-Key"))
              .exposedHeaders(Set.of("Flagpost-Key-Id", RequestIds.HEADER, "Retry-After"));
      // The library turns a foreign origin away; nobody is refused for where a page comes from.
      router
          .route()
          .handler(
              context -> {
                context.response().headers().add("Vary", "Origin");
                String origin = context.request().getHeader("Origin");
                if (origin != null && corsOrigins.contains(origin)) {
                  cors.handle(context);
                } else {
                  context.next();
                }
              });
    }
    endpoints.forEach(
        endpoint ->
            endpoint.paths().forEach(path -> router.route(path).handler(c -> call(c, endpoint))));
    router.route().handler(context -> refuseUnread(context, Refusal.NOT_FOUND));
    router.route().failureHandler(this::fail);
    return router;
  }

  /**
   * Every request passes here first. The router's own matching is more generous than the contract:
   * it resolves dot segments and escapes and overlooks any number of trailing slashes.
   */
  private void admit(RoutingContext context) {
    HttpServerRequest request = context.request();
    arrived.handle(request);
    String path = request.path();
    boolean exact = path.indexOf('%') < 0 && !path.endsWith("//");
    if (!exact || !path.equals(context.normalizedPath())) {
      refuseUnread(context, Refusal.NOT_FOUND);
      return;
    }
    if (callers.countAddress(request) instanceof Refusal tooMany) {
      LimitedBodies.discard(context.vertx(), request)
          .onComplete(thrownAway -> refuse(context, tooMany));
    } else {
      context.next();
    }
  }

  private void call(RoutingContext context, Endpoint endpoint) {
    HttpServerRequest request = context.request();
    if (endpoint.accepts(request.method())) {
      if (endpoint.readsBody()) {
        endpoint.handler().handle(context);
      } else {
        LimitedBodies.leaveUnread(context.vertx(), request)
            .onSuccess(left -> endpoint.handler().handle(context));
      }
      return;
    }
    if (request.method().equals(HttpMethod.OPTIONS)) {
      tellMethods(context, endpoint.allow());
    } else {
      request.response().putHeader("Allow", endpoint.allow());
      refuseUnread(context, Refusal.METHOD_NOT_ALLOWED);
    }
  }

  private static void tellMethods(RoutingContext context, String methods) {
    LimitedBodies.leaveUnread(context.vertx(), context.request())
        .onSuccess(left -> context.response().putHeader("Allow", methods).setStatusCode(204).end());
  }

  private void fail(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (RequestIds.of(request).isEmpty()) {
      arrived.handle(request); // the router has objected before anybody else
    }
    Throwable failure = context.failure();
    if (request.method().equals(HttpMethod.OPTIONS) && WHOLE_SERVER.equals(request.path())) {
      tellMethods(context, "GET, HEAD, POST, OPTIONS");
    } else if (context.statusCode() == 400) {
      refuse(context, Refusal.MALFORMED);
    } else {
      Throwable known = failure != null ? failure : new RefusedException(Refusal.NOT_FOUND);
      responder.fail(context.request(), profile(context), known);
    }
  }

  private void refuseUnread(RoutingContext context, Refusal refusal) {
    LimitedBodies.leaveUnread(context.vertx(), context.request())
        .onSuccess(left -> refuse(context, refusal));
  }

  private void refuse(RoutingContext context, Refusal refusal) {
    responder.refuse(context.request(), profile(context), refusal);
  }

  private SignatureProfile profile(RoutingContext context) {
    return callers.profileOf(context.request());
  }
}
