package io.flagpost.admin.telemetry;

import static io.flagpost.testing.Futures.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Requests to the operations of this package, without a server. */
final class AskedTelemetry {
  private static final JsonMapper JSON = new JsonMapper();

  private AskedTelemetry() {}

  static AdminRequest request(
      Scope scope, Map<String, String> path, Map<String, List<String>> query) {
    HttpServerRequest http =
        (HttpServerRequest)
            Proxy.newProxyInstance(
                HttpServerRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> null);
    return new AdminRequest(
        new Actor(Actor.Kind.COMMAND, "somebody", null, null, Role.ADMIN, scope),
        "127.0.0.1",
        path,
        query,
        null,
        http);
  }

  /** The JSON of an answer, as whoever asked reads it. */
  static JsonNode body(AdminAnswer answer) throws IOException {
    Buffer written = Buffer.buffer();
    HttpServerResponse response =
        (HttpServerResponse)
            Proxy.newProxyInstance(
                HttpServerResponse.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, arguments) -> {
                  written.appendBuffer((Buffer) arguments[0]);
                  return Future.succeededFuture();
                });
    await(Objects.requireNonNull(answer.writer()).apply(response));
    return JSON.readTree(written.getBytes());
  }
}
