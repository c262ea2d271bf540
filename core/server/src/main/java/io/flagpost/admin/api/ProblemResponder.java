package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.platform.database.SqlFailure;
import io.flagpost.platform.web.RequestIds;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.platform.web.closing.ClientGone;
import io.flagpost.platform.web.content.Bodies;
import io.flagpost.platform.web.framing.UnreadableBodyException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The one place that maps failures to HTTP statuses. Runs on the request's event loop. */
final class ProblemResponder {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemResponder.class);
  private static final String TYPE = "urn:flagpost:problem:";

  private final Vertx vertx;
  private final Function<HttpServerRequest, String> addresses;
  private final RefusalWatch watch;

  /**
   * @param addresses determines the client address of a request
   * @param watch is notified of refused requests
   */
  ProblemResponder(Vertx vertx, Function<HttpServerRequest, String> addresses, RefusalWatch watch) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.watch = watch;
  }

  /**
   * Answers with the problem for a failure, and logs unexpected ones. If the answer has begun, the
   * connection is closed, so that the answer is not mistaken for a complete one.
   */
  void fail(HttpServerRequest request, String operation, Throwable failure) {
    if (failure instanceof ProblemException expected) {
      refusal(expected)
          .ifPresent(
              refusal -> watch.refused(refusal, operation, addresses.apply(request), id(request)));
    }
    HttpServerResponse response = request.response();
    if (ClientGone.isSo(request)
        || (ClientGone.isSo(request, failure) && !response.headWritten())) {
      LOG.debug("The client disconnected: {}", operation);
      return;
    }
    Problem problem = problemOf(failure);
    if (!(failure instanceof ProblemException)) {
      log(request, operation, problem.status(), failure);
    }
    if (response.headWritten()) {
      response.reset();
    } else {
      refuse(request, problem);
    }
  }

  /** Answers with a problem, after the rest of the request has been read and discarded. */
  void refuse(HttpServerRequest request, Problem problem) {
    if (request.isEnded()) {
      send(request, problem);
    } else {
      LimitedBodies.discard(vertx, request).onComplete(discarded -> send(request, problem));
    }
  }

  /** Answers with a problem at once. */
  static void send(HttpServerRequest request, Problem problem) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.headWritten()) {
      return;
    }
    response.setStatusCode(problem.status()).putHeader("Content-Type", "application/problem+json");
    problem.headers().forEach(response::putHeader);
    Bodies.end(request, Buffer.buffer(json(request, problem).toString()))
        .onFailure(
            gone -> LOG.debug("The client disconnected before the answer was sent: {}", problem));
  }

  /** Reports every refusal, including those without details. */
  private static Optional<AccessRefusal> refusal(ProblemException failure) {
    return failure
        .refusal()
        .or(
            () ->
                switch (failure.problem().status()) {
                  case 401 -> Optional.of(AccessRefusal.of(Credential.UNKNOWN_TOKEN, Reason.OTHER));
                  case 403 ->
                      Optional.of(AccessRefusal.of(Credential.UNKNOWN_TOKEN, Reason.NOT_PERMITTED));
                  case 429 -> Optional.of(AccessRefusal.of(Credential.PASSWORD, Reason.TOO_MANY));
                  default -> Optional.empty();
                });
  }

  private static void log(
      HttpServerRequest request, String operation, int status, Throwable failure) {
    SqlFailure answer = SqlFailure.of(failure);
    if (status == 503) {
      entry(Level.WARN, request)
          .log(
              "{} temporarily unavailable, request {}: {}",
              operation,
              id(request),
              failure.getClass().getName());
    } else if (answer.isAnswer()) {
      // Messages of PostgreSQL quote values.
      entry(Level.ERROR, request)
          .log(
              "{} failed, request {}: SQLSTATE {}, table {}, constraint {}",
              operation,
              id(request),
              answer.state(),
              answer.table(),
              answer.constraint());
    } else if (status == 500) {
      entry(Level.ERROR, request)
          .setCause(failure)
          .log("{} failed, request {}", operation, id(request));
    }
  }

  private static LoggingEventBuilder entry(Level level, HttpServerRequest request) {
    return LOG.atLevel(level).addKeyValue("request", id(request));
  }

  private static Problem problemOf(Throwable failure) {
    if (failure instanceof ProblemException expected) {
      return expected.problem();
    }
    if (failure instanceof UnreadableBodyException) {
      return Problems.malformed();
    }
    return TransientFailures.isBehind(failure)
        ? Problem.unavailable("The database does not answer, or the gateway is overloaded")
        : Problems.internal();
  }

  private static ObjectNode json(HttpServerRequest request, Problem problem) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", TYPE + problem.type())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", problem.detail());
    if (!problem.errors().isEmpty()) {
      ArrayNode errors = json.putArray("errors");
      problem
          .errors()
          .forEach(
              error ->
                  errors.addObject().put("field", error.field()).put("reason", error.reason()));
    }
    if (problem.status() == 500) {
      json.put("request_id", id(request));
    }
    return json;
  }

  private static String id(HttpServerRequest request) {
    return String.valueOf(request.response().headers().get(RequestIds.HEADER));
  }
}
