package io.flagpost.admin.telemetry;

import static io.flagpost.testing.Futures.await;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.telemetry.live.LiveRecords;
import io.flagpost.telemetry.live.LiveSettings;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.EventClient;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with live streams and nothing else, on a database of its own. */
final class LiveServer implements AutoCloseable {
  static final Actor ANN =
      new Actor(Actor.Kind.ACCOUNT, "ann", 1L, "session", Role.ANALYST, Scope.UNLIMITED);

  /** So that a client that does not read is noticed after some records. */
  private static final int SEND_BUFFER = 32 * 1024;

  final Vertx vertx = Vertx.vertx();
  final TestDatabase database = TestDatabase.create();
  final PgTelemetryStore store;
  final LiveRecords records;
  final LiveStreams streams;

  /** How often it was asked whether a stream may go on. */
  final AtomicInteger asked = new AtomicInteger();

  /** Who asks, and what came of asking again. */
  volatile Actor caller = ANN;

  volatile Future<Actor> right = Future.succeededFuture(ANN);
  private final HttpServer server;

  LiveServer(int mostEvents, LiveLimits limits) {
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    records =
        LiveRecords.open(
            vertx,
            database.nodeOptions(),
            List::of,
            new LiveSettings(
                Duration.ofMillis(20),
                2,
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                mostEvents,
                10_000));
    streams = new LiveStreams(vertx, records, limits);
    server =
        await(
            vertx
                .createHttpServer(new HttpServerOptions().setSendBufferSize(SEND_BUFFER))
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  /** Begins behind an event; anew if that is empty. */
  EventClient listen(String query, String lastId) {
    return EventClient.open(
        URI.create("http://127.0.0.1:" + port() + "/live" + query), null, lastId);
  }

  /** Stores a record, and gives its id. */
  long store(StoreRequest record) {
    await(store.append(record));
    return id(record);
  }

  long id(StoreRequest record) {
    try {
      return Long.parseLong(
          database.text(
              "SELECT id FROM telemetry WHERE record_id = '" + record.record().recordId() + "'"));
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpServerRequest http) {
    Map<String, List<String>> query = new HashMap<>();
    http.params().forEach((name, value) -> query.put(name, http.params().getAll(name)));
    AdminRequest request =
        new AdminRequest(
            caller,
            "127.0.0.1",
            Map.of(),
            query,
            null,
            http,
            () -> {
              asked.incrementAndGet();
              return right;
            });
    streams
        .open(request)
        .onSuccess(answer -> send(http, answer))
        .onFailure(failure -> refuse(http.response(), failure));
  }

  private static void send(HttpServerRequest http, AdminAnswer answer) {
    HttpServerResponse response = http.response().setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    if (http.method().equals(HttpMethod.HEAD) || answer.writer() == null) {
      response.end();
    } else {
      answer.writer().apply(response).onFailure(failure -> response.reset());
    }
  }

  private static void refuse(HttpServerResponse response, Throwable failure) {
    int status = failure instanceof ProblemException problem ? problem.problem().status() : 500;
    String text =
        failure instanceof ProblemException problem
            ? problem.problem().detail() + " " + problem.problem().errors()
            : failure.toString();
    response.setStatusCode(status).end(text);
  }

  @Override
  public void close() {
    await(streams.close());
    await(server.close());
    await(records.close());
    await(store.close());
    await(vertx.close());
  }
}
