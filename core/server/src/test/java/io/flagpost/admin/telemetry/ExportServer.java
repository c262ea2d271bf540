package io.flagpost.admin.telemetry;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.telemetry.query.RecordExports;
import io.flagpost.telemetry.query.SearchSettings;
import io.flagpost.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.pgclient.PgConnectOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A server with nothing but exports of records, for a caller with a limit that the test sets. */
final class ExportServer implements AutoCloseable {
  volatile Scope scope = Scope.UNLIMITED;

  private final RecordExports exports;
  private final TelemetryExport export;
  private final HttpServer server;

  ExportServer(
      Vertx vertx,
      PgConnectOptions database,
      Supplier<List<String>> laterChecks,
      ExportSettings settings) {
    exports = RecordExports.open(vertx, database, laterChecks, SearchSettings.DEFAULTS);
    export = new TelemetryExport(vertx, exports, settings);
    server =
        Futures.await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  private void handle(HttpServerRequest http) {
    Map<String, List<String>> query = new HashMap<>();
    http.params().names().forEach(name -> query.put(name, http.params().getAll(name)));
    Actor caller = new Actor(Actor.Kind.ACCOUNT, "ann", 1L, null, Role.ADMIN, scope);
    export
        .perform(new AdminRequest(caller, "127.0.0.1", Map.of(), query, null, http))
        .onSuccess(answer -> send(http, answer))
        .onFailure(failure -> refuse(http.response(), failure));
  }

  /** As the admin listener does. */
  private static void send(HttpServerRequest http, AdminAnswer answer) {
    HttpServerResponse response = http.response();
    if (response.closed()) {
      return;
    }
    answer.headers().forEach(response::putHeader);
    if (http.method().equals(HttpMethod.HEAD) || answer.writer() == null) {
      response.end();
    } else {
      answer.writer().apply(response).onFailure(failure -> http.connection().close());
    }
  }

  private static void refuse(HttpServerResponse response, Throwable failure) {
    if (!response.closed()) {
      boolean isExpected = failure instanceof ProblemException;
      response
          .setStatusCode(isExpected ? ((ProblemException) failure).problem().status() : 500)
          .end(
              isExpected
                  ? ((ProblemException) failure).problem().detail()
                  : String.valueOf(failure));
    }
  }

  @Override
  public void close() {
    Futures.await(server.close());
    Futures.await(export.close());
    Futures.await(exports.close());
  }
}
