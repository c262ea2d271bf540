package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.platform.web.WatchfulTransport;
import io.flagpost.testing.Futures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** The {@link TestContract} served: every operation tells what reached it. */
final class TestListener implements AutoCloseable {
  static final String SECRET_OF_THE_DATABASE = "what PostgreSQL quotes";

  final MeterRegistry meters = new SimpleMeterRegistry();
  final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final Vertx vertx = Vertx.builder().withTransport(new WatchfulTransport()).build();
  private final AdminListener listener;

  TestListener() {
    this(TestSettings.any());
  }

  TestListener(AdminSettings settings) {
    AdminContract contract = TestContract.load();
    Map<String, AdminOperation> operations = new LinkedHashMap<>();
    for (Operation operation : contract.operations()) {
      operations.put(operation.id(), request -> Future.succeededFuture(told(request)));
    }
    operations.put("importThings", TestListener::counted);
    operations.put("fail", TestListener::failed);
    operations.put("deleteThing", request -> deleted(request));
    listener =
        new AdminListener(
            settings,
            new AdminApi(contract, List.of(operations)),
            token -> authenticate(token),
            new ClientAddress(IpNetworks.of(List.of())),
            meters,
            new AccessWatch(
                (refusal, operation, address, requestId) ->
                    refused.add(
                        String.join(
                            " ",
                            operation,
                            refusal.credential().text(),
                            refusal.reason().text(),
                            String.valueOf(refusal.account()),
                            address,
                            requestId)),
                (operation, request) -> Future.succeededFuture()),
            UnaryOperator.identity());
    Futures.await(vertx.deployVerticle(listener.verticle(vertx)));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  int port() {
    return listener.port();
  }

  @Override
  public void close() {
    Futures.await(vertx.close());
  }

  /**
   * The token is the role's name, with or without a few words before it; it takes a turn of the
   * event loop, as a database would.
   */
  private Future<Actor> authenticate(String token) {
    Promise<Actor> turn = Promise.promise();
    vertx.runOnContext(
        later -> {
          try {
            String name = token.replace("the-token-of-", "");
            Role role = Role.builtIn(name).orElseThrow(IllegalArgumentException::new);
            turn.complete(new Actor(Actor.Kind.TOKEN, token, 1L, "t", role, Scope.UNLIMITED));
          } catch (IllegalArgumentException e) {
            turn.fail(new ProblemException(Problem.unauthorized("The token is unknown")));
          }
        });
    return turn.future();
  }

  private static AdminAnswer told(AdminRequest request) {
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    told.put("actor", request.actor() == null ? "nobody" : request.actor().name());
    told.put("address", request.address());
    request.path().forEach((name, value) -> told.put("path " + name, value));
    request.query().forEach((name, values) -> told.put("query " + name, values.toString()));
    told.set("body", request.body());
    return AdminAnswer.ok(told);
  }

  private static Future<AdminAnswer> deleted(AdminRequest request) {
    request
        .expectedRevision()
        .ifPresent(
            revision -> {
              if (revision != 7) {
                throw new ProblemException(Problem.stale(7));
              }
            });
    return Future.succeededFuture(AdminAnswer.noContent());
  }

  /** Reads the stream late, as an import does that has to wait for a connection. */
  private static Future<AdminAnswer> counted(AdminRequest request) {
    Promise<AdminAnswer> counted = Promise.promise();
    Buffer all = Buffer.buffer();
    request.http().handler(all::appendBuffer);
    request
        .http()
        .endHandler(
            end ->
                counted.complete(
                    AdminAnswer.content(200, "text/plain", Buffer.buffer("" + all.length()))));
    request.http().resume();
    return counted.future();
  }

  private static Future<AdminAnswer> failed(AdminRequest request) {
    return switch (request.pathParameter("kind")) {
      case "closed" -> Future.failedFuture(ClosedConnectionException.INSTANCE);
      case "shutdown" -> Future.failedFuture(pg("57P01"));
      case "constraint" -> Future.failedFuture(pg("23505"));
      case "conflict" ->
          Future.failedFuture(new ProblemException(Problem.conflict("There is one already")));
      case "half" ->
          Future.succeededFuture(
              AdminAnswer.stream(
                  "text/plain",
                  response -> {
                    response.setChunked(true);
                    return response
                        .write("half of it")
                        .compose(written -> Future.failedFuture(new IllegalStateException("half")));
                  }));
      default -> throw new IllegalStateException("nobody expected this");
    };
  }

  private static PgException pg(String state) {
    return new PgException(SECRET_OF_THE_DATABASE, "ERROR", state, SECRET_OF_THE_DATABASE);
  }
}
