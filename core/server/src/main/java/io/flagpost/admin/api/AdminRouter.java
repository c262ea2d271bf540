package io.flagpost.admin.api;

import io.flagpost.platform.web.admission.LoopAdmission;
import io.flagpost.platform.web.body.LimitedBodies;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Routes a request of the admin API to its operation. It checks path and method, authentication,
 * authorisation, parameters and body, in this order; {@link ProblemResponder} answers what fails.
 * Built from the description, for one event loop.
 */
final class AdminRouter implements Handler<HttpServerRequest> {
  /** The {@code Allow} header for {@code OPTIONS *}. */
  private static final String WHOLE_SERVER = "*";

  private final Vertx vertx;
  private final RouteTable paths;
  private final Map<String, AdminOperation> implementations;
  private final AccessControl accessControl;
  private final Function<HttpServerRequest, String> addresses;
  private final ParameterCheck parameters;
  private final BodyCheck bodies;
  private final Arrivals arrivals;
  private final ProblemResponder responder;

  /**
   * @param loopAdmission admits requests that have a body
   * @param addresses determines the client address of a request
   * @throws IllegalStateException if the description and the operations do not match
   */
  AdminRouter(
      Vertx vertx,
      AdminApi api,
      AccessControl accessControl,
      LoopAdmission loopAdmission,
      Function<HttpServerRequest, String> addresses,
      Arrivals arrivals,
      ProblemResponder responder) {
    this.vertx = vertx;
    this.implementations = api.operations();
    AdminContract contract = api.contract();
    this.paths = new RouteTable(contract.operations());
    this.accessControl = accessControl;
    this.addresses = addresses;
    ContractSchemas schemas = new ContractSchemas(contract);
    this.parameters = new ParameterCheck(contract, schemas);
    this.bodies = new BodyCheck(vertx, loopAdmission, schemas);
    this.arrivals = arrivals;
    this.responder = responder;
  }

  @Override
  public void handle(HttpServerRequest request) {
    arrivals.stamp(request);
    request.pause();
    if (request.method().equals(HttpMethod.OPTIONS) && request.path().equals(WHOLE_SERVER)) {
      arrivals.observe(request);
      tellMethods(request, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
      return;
    }
    RouteTable.Match match = paths.find(request.path());
    Operation asked = match == null ? null : match.route().operation(request.method().name());
    arrivals.observe(request, asked == null ? AdminMeters.NO_OPERATION : asked.id());
    if (match == null) {
      responder.refuse(request, Problems.noSuchPath());
      return;
    }
    Operation operation = match.route().operation(request.method().name());
    if (operation != null) {
      perform(operation, match.rawValues(), request);
    } else if (request.method().equals(HttpMethod.OPTIONS)) {
      tellMethods(request, match.route().allow());
    } else {
      responder.refuse(request, Problems.methodNotAllowed(match.route().allow()));
    }
  }

  private void tellMethods(HttpServerRequest request, String methods) {
    LimitedBodies.leaveUnread(vertx, request)
        .onSuccess(
            left -> {
              request.resume();
              request.response().setStatusCode(204).putHeader("Allow", methods).end();
            });
  }

  private void perform(
      Operation operation, Map<String, String> rawPath, HttpServerRequest request) {
    Future.succeededFuture()
        .compose(start -> admit(operation, request))
        .compose(actor -> perform(operation, rawPath, request, actor))
        .onFailure(failure -> responder.fail(request, operation.id(), failure));
  }

  private Future<Optional<Actor>> admit(Operation operation, HttpServerRequest request) {
    Permission needed = operation.permission();
    return needed == null
        ? Future.succeededFuture(Optional.empty())
        : accessControl.authorise(request, needed, operation.limit()).map(Optional::of);
  }

  /** See {@link AdminRequest#confirmRight}. */
  private Future<Actor> right(Operation operation, HttpServerRequest request) {
    Permission needed = operation.permission();
    return needed == null
        ? Future.failedFuture(new IllegalStateException(operation.id() + " needs no right"))
        : accessControl.authorise(request, needed, operation.limit());
  }

  /** Its body counts as in hand until it is answered. */
  private Future<Void> perform(
      Operation operation,
      Map<String, String> rawPath,
      HttpServerRequest request,
      Optional<Actor> actor) {
    ParameterCheck.Parameters taken = parameters.read(operation, rawPath, request);
    BodyCheck.Taken brought = bodies.take(operation, request);
    return brought
        .json()
        .map(
            body ->
                new AdminRequest(
                    actor.orElse(null),
                    addresses.apply(request),
                    taken.path(),
                    taken.query(),
                    body.orElse(null),
                    request,
                    () -> right(operation, request)))
        .compose(checked -> watched(operation, checked))
        .compose(checked -> implementation(operation).perform(checked))
        .compose(answer -> send(request, answer))
        .onComplete(answered -> brought.close());
  }

  private Future<AdminRequest> watched(Operation operation, AdminRequest request) {
    return operation.personal()
        ? accessControl.reading(operation, request).map(request)
        : Future.succeededFuture(request);
  }

  private AdminOperation implementation(Operation operation) {
    AdminOperation implementation = implementations.get(operation.id());
    if (implementation == null) {
      throw new IllegalStateException(operation.id()); // AdminApi has checked it
    }
    return implementation;
  }

  private static Future<Void> send(HttpServerRequest request, AdminAnswer answer) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    Function<HttpServerResponse, Future<Void>> writer = answer.writer();
    return writer == null || request.method().equals(HttpMethod.HEAD)
        ? response.end()
        : writer.apply(response);
  }
}
