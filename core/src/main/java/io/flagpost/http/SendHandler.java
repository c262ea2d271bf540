package io.flagpost.http;

import io.flagpost.envelope.SealingAdmission;
import io.flagpost.envelope.SealingRoom;
import io.flagpost.http.Callers.Admitted;
import io.flagpost.http.Callers.Caller;
import io.flagpost.ingest.DecodedRequest;
import io.flagpost.ingest.InboundRequest;
import io.flagpost.ingest.RequestDecoder;
import io.flagpost.ingest.Submission;
import io.flagpost.ingest.TelemetryService;
import io.flagpost.registry.Capability;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/v1/send-telemetry-data} and its aliases. */
final class SendHandler implements Handler<RoutingContext> {
  private final BodyReader bodies;
  private final int bodyLimit;
  private final Callers callers;
  private final SealingAdmission admission;
  private final TelemetryService service;
  private final EnvelopeResponder responder;

  SendHandler(
      BodyReader bodies,
      int bodyLimit,
      Callers callers,
      SealingAdmission admission,
      TelemetryService service,
      EnvelopeResponder responder) {
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
    bodies
        .read(request)
        .map(body -> decode(request, body))
        .compose(decoded -> accept(request, decoded))
        .onFailure(failure -> responder.fail(request, callers.profileOf(request), failure));
  }

  private DecodedRequest decode(HttpServerRequest request, Buffer body) {
    String query = request.query();
    InboundRequest inbound =
        new InboundRequest(
            request.getHeader("Content-Type"),
            Headers.joined(request, "Content-Encoding"),
            query == null ? "" : query,
            body.getBytes());
    return RequestDecoder.decode(inbound, bodyLimit)
        .fold(
            decoded -> decoded,
            () -> {
              throw new RefusedException(Refusal.TOO_LARGE);
            });
  }

  /** Answers, one way or the other, once it is known who asks and so how to sign. */
  private Future<Void> accept(HttpServerRequest request, DecodedRequest decoded) {
    Caller caller = callers.identify(request, decoded.apiKeyParameter(), Capability.WRITE);
    return caller
        .admitted()
        .compose(admitted -> prepare(request, decoded, caller.address(), admitted))
        .compose(submission -> keep(request, caller, submission))
        .onFailure(failure -> responder.fail(request, caller.profile(), failure))
        .otherwiseEmpty();
  }

  private Future<Submission> prepare(
      HttpServerRequest request, DecodedRequest decoded, String address, Admitted admitted) {
    return service.prepare(
        decoded,
        admitted.presented(),
        admitted.key(),
        address,
        request.getHeader("Idempotency-Key"));
  }

  /** Room for the signature is taken first: once a record is stored, its answer must go out. */
  private Future<Void> keep(HttpServerRequest request, Caller caller, Submission submission) {
    SealingRoom room =
        admission.tryReserve(
            caller.profile(), submission.productId(), submission.mayNeedOwnSignature());
    if (room == null) {
      return Future.failedFuture(new RefusedException(Refusal.UNAVAILABLE));
    }
    return Future.succeededFuture()
        .compose(start -> service.keep(submission))
        .<Void>map(
            outcome -> {
              responder.stored(request, caller.profile(), submission, outcome, room);
              return null;
            })
        .onFailure(failure -> room.close());
  }
}
