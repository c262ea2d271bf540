package io.flagpost.telemetry.http;

import io.flagpost.platform.web.admission.LoopAdmission;
import io.flagpost.platform.web.admission.LoopAdmission.Permit;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Capability;
import io.flagpost.telemetry.http.Callers.Caller;
import io.flagpost.telemetry.ingest.QueryString;
import io.flagpost.telemetry.query.ReadFilters;
import io.flagpost.telemetry.query.TelemetryReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** {@code GET /api/v1/get-telemetry-data} and its aliases. */
final class ReadHandler implements Handler<RoutingContext> {
  private final LoopAdmission loopAdmission;
  private final Callers callers;
  private final TelemetryReader reader;
  private final EnvelopeResponder responder;

  ReadHandler(
      LoopAdmission loopAdmission,
      Callers callers,
      TelemetryReader reader,
      EnvelopeResponder responder) {
    this.loopAdmission = loopAdmission;
    this.callers = callers;
    this.reader = reader;
    this.responder = responder;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Map<String, String> parameters = QueryString.parse(request.query());
    Caller caller = callers.identify(request, parameters.get("api_key"), Capability.READ);
    caller
        .admitted()
        .compose(admitted -> enter(request, caller, admitted.key(), parameters))
        .onFailure(failure -> responder.fail(request, caller.profile(), failure));
  }

  /** Its answer may be large: the request is in progress until it was written. */
  private Future<Void> enter(
      HttpServerRequest request, Caller caller, ApiKey key, Map<String, String> parameters) {
    return loopAdmission.tryEnterWithoutBody(request) instanceof Permit permit
        ? Future.succeededFuture()
            .compose(start -> answer(request, caller, key, parameters))
            .onComplete(done -> permit.close())
        : Refusal.UNAVAILABLE.failure();
  }

  private Future<Void> answer(
      HttpServerRequest request, Caller caller, ApiKey key, Map<String, String> parameters) {
    return ReadFilters.parse(parameters)
        .fold(
            filter ->
                reader.read(
                    key,
                    filter,
                    page -> responder.seal(caller.profile(), page),
                    envelope -> responder.found(request, envelope)),
            errors -> {
              responder.invalidFilter(request, caller.profile(), errors);
              return Future.succeededFuture();
            });
  }
}
