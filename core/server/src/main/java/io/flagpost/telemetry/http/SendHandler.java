package io.flagpost.telemetry.http;

import io.flagpost.platform.web.admission.LoopAdmission;
import io.flagpost.platform.web.admission.LoopAdmission.Permit;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.registry.Capability;
import io.flagpost.signing.envelope.SealingAdmission;
import io.flagpost.signing.envelope.SealingPermit;
import io.flagpost.telemetry.http.Callers.Admitted;
import io.flagpost.telemetry.http.Callers.Caller;
import io.flagpost.telemetry.ingest.DecodedRequest;
import io.flagpost.telemetry.ingest.InboundRequest;
import io.flagpost.telemetry.ingest.RequestDecoder;
import io.flagpost.telemetry.ingest.Submission;
import io.flagpost.telemetry.ingest.TelemetryService;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/v1/send-telemetry-data} and its aliases, on one event loop. */
final class SendHandler implements Handler<RoutingContext> {
  private final LoopAdmission loopAdmission;
  private final BodyReader bodies;
  private final int bodyLimit;
  private final Callers callers;
  private final SealingAdmission admission;
  private final TelemetryService service;
  private final EnvelopeResponder responder;

  SendHandler(
      LoopAdmission loopAdmission,
      BodyReader bodies,
      int bodyLimit,
      Callers callers,
      SealingAdmission admission,
      TelemetryService service,
      EnvelopeResponder responder) {
    this.loopAdmission = loopAdmission;
    this.bodies = bodies;
    this.bodyLimit = bodyLimit;
    this.callers = callers;
    this.admission = admission;
    this.service = service;
    this.responder = responder;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!(loopAdmission.tryEnter(request) instanceof Permit permit)) {
      turnAway(context.vertx(), request);
      return;
    }
    bodies
        .read(request, permit)
        .compose(body -> decode(request, permit, body))
        .compose(decoded -> accept(request, decoded))
        .onFailure(failure -> responder.fail(request, callers.profileOf(request), failure))
        .onComplete(answered -> permit.close());
  }

  /** Refuses at once for lack of capacity, without looking at the request. */
  private void turnAway(Vertx vertx, HttpServerRequest request) {
    LimitedBodies.discard(vertx, request)
        .onComplete(
            thrownAway ->
                responder.refuse(request, callers.profileOf(request), Refusal.UNAVAILABLE));
  }

  private Future<DecodedRequest> decode(HttpServerRequest request, Permit permit, Buffer body) {
    if (permit.bodyRead() != permit) {
      return Refusal.UNAVAILABLE.failure();
    }
    String query = request.query();
    InboundRequest inbound =
        new InboundRequest(
            request.getHeader("Content-Type"),
            Headers.joined(request, "Content-Encoding"),
            query == null ? "" : query,
            body.getBytes());
    return RequestDecoder.decode(inbound, bodyLimit)
        .fold(decoded -> hold(decoded, permit), Refusal.TOO_LARGE::failure);
  }

  /** What was decoded takes memory beside the body. */
  private static Future<DecodedRequest> hold(DecodedRequest decoded, Permit permit) {
    return permit.take(decoded.bodyBytes()) == permit
        ? Future.succeededFuture(decoded)
        : Refusal.UNAVAILABLE.failure();
  }

  /** Answers in any case, once the caller and so the profile is known. */
  private Future<Void> accept(HttpServerRequest request, DecodedRequest decoded) {
    Caller caller = callers.identify(request, decoded.apiKeyParameter(), Capability.WRITE);
    return caller
        .admitted()
        .compose(admitted -> prepare(request, decoded, admitted))
        .compose(submission -> keep(request, caller, submission))
        .onFailure(failure -> responder.fail(request, caller.profile(), failure))
        .otherwiseEmpty();
  }

  private Future<Submission> prepare(
      HttpServerRequest request, DecodedRequest decoded, Admitted admitted) {
    return service.prepare(
        decoded,
        admitted.presented(),
        admitted.key(),
        admitted.address(),
        request.getHeader("Idempotency-Key"));
  }

  /** The signature is reserved first: once a record is stored, its answer must be sent. */
  private Future<Void> keep(HttpServerRequest request, Caller caller, Submission submission) {
    SealingAdmission.Decision decision =
        admission.tryReserve(
            caller.profile(), submission.productId(), submission.mayNeedOwnSignature());
    if (!(decision instanceof SealingPermit permit)) {
      loopAdmission.refusedForSignature();
      return Refusal.UNAVAILABLE.failure();
    }
    return Future.succeededFuture()
        .compose(start -> service.keep(submission))
        .compose(
            outcome -> responder.stored(request, caller.profile(), submission, outcome, permit))
        .onFailure(failure -> permit.close());
  }
}
