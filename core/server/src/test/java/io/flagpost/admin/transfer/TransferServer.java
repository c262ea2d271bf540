package io.flagpost.admin.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.AuditLog;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.testing.Futures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server with nothing but the four operations, which it hands requests to as they come. */
final class TransferServer implements AutoCloseable {
  private static final Actor ACTOR =
      new Actor(Actor.Kind.ACCOUNT, "ann", 1L, null, Role.ADMIN, Scope.UNLIMITED);

  final Vertx vertx = Vertx.vertx();
  final Queue<AuditEvent> audited = new ConcurrentLinkedQueue<>();
  final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Pool pool;
  private final HttpServer server;
  private final Map<String, AdminOperation> operations;

  TransferServer(PgConnectOptions database, TransferSettings settings) {
    pool =
        PgBuilder.pool()
            .using(vertx)
            .with(new PoolOptions().setMaxSize(8))
            .connectingTo(new PgConnectOptions(database).addProperty("statement_timeout", "10000"))
            .build();
    AuditLog log =
        (connection, actor, address, events) -> {
          audited.addAll(events);
          return Future.succeededFuture();
        };
    operations = new TransferOperations(vertx, pool, new Changes(pool, log), settings).operations();
    server =
        Futures.await(
            vertx
                .createHttpServer()
                .connectionHandler(
                    connection -> {
                      connections.incrementAndGet();
                      connection.closeHandler(closed -> connections.decrementAndGet());
                    })
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1"));
  }

  URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/admin/v1/" + pathAndQuery);
  }

  int port() {
    return server.actualPort();
  }

  /** How many connections are open. */
  int connections() {
    return connections.get();
  }

  private void handle(HttpServerRequest http) {
    http.pause();
    AdminOperation operation =
        Objects.requireNonNull(operations.get(operationId(http)), operationId(http));
    Map<String, List<String>> query = new HashMap<>();
    http.params().forEach((name, value) -> query.put(name, List.of(value)));
    AdminRequest request = new AdminRequest(ACTOR, "127.0.0.1", Map.of(), query, null, http);
    operation
        .perform(request)
        .onComplete(
            done -> {
              if (done.succeeded()) {
                send(http.response(), done.result());
              } else if (http.isEnded()) {
                fail(http.response(), done.cause());
              } else {
                LimitedBodies.discard(vertx, http)
                    .onComplete(discarded -> fail(http.response(), done.cause()));
              }
            });
  }

  private static String operationId(HttpServerRequest http) {
    boolean licenses = http.path().contains("/licenses/");
    return (http.method().equals(HttpMethod.POST) ? "import" : "export")
        + (licenses ? "Licenses" : "Activations");
  }

  private void send(HttpServerResponse response, AdminAnswer answer) {
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    if (answer.writer() == null) {
      response.end();
      return;
    }
    answer
        .writer()
        .apply(response)
        .onFailure(
            failure -> {
              failures.add(failure);
              response.reset();
            });
  }

  private void fail(HttpServerResponse response, @Nullable Throwable failure) {
    Problem problem =
        failure instanceof ProblemException expected
            ? expected.problem()
            : new Problem(500, "internal", "", String.valueOf(failure), List.of(), Map.of());
    if (problem.status() == 500 && failure != null) {
      failures.add(failure);
    }
    if (response.closed()) {
      return;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("detail", problem.detail()).put("type", problem.type());
    problem
        .errors()
        .forEach(
            error ->
                json.withArray("errors")
                    .addObject()
                    .put("field", error.field())
                    .put("reason", error.reason()));
    response
        .setStatusCode(problem.status())
        .putHeader("Content-Type", "application/problem+json")
        .end(json.toString());
  }

  @Override
  public void close() {
    Futures.await(server.close());
    Futures.await(pool.close());
    Futures.await(vertx.close());
  }
}
