package io.flagpost.telemetry.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * One operation of the public listener.
 *
 * @param paths the exact paths it serves, the documented one first
 * @param method the method it answers to; {@code GET} stands for {@code HEAD} too
 * @param handler handles its requests
 */
record Endpoint(List<String> paths, HttpMethod method, Handler<RoutingContext> handler) {

  Endpoint {
    paths = List.copyOf(paths);
  }

  boolean accepts(HttpMethod asked) {
    return asked.equals(method) || (asked.equals(HttpMethod.HEAD) && isRead());
  }

  /** Whether its handler reads the body of a request. */
  boolean readsBody() {
    return !isRead();
  }

  /** The value of the {@code Allow} header. */
  String allow() {
    return isRead() ? "GET, HEAD, OPTIONS" : method + ", OPTIONS";
  }

  private boolean isRead() {
    return method.equals(HttpMethod.GET);
  }
}
