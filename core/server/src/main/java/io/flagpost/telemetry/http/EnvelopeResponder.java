package io.flagpost.telemetry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.Describe;
import io.flagpost.platform.database.SqlFailure;
import io.flagpost.platform.web.RequestIds;
import io.flagpost.platform.web.closing.ClientGone;
import io.flagpost.platform.web.content.Bodies;
import io.flagpost.signing.SigningOverloadedException;
import io.flagpost.signing.envelope.Envelopes;
import io.flagpost.signing.envelope.SealingPermit;
import io.flagpost.signing.envelope.SignedEnvelope;
import io.flagpost.telemetry.ingest.Submission;
import io.flagpost.telemetry.query.Page;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Sends answers in their signed envelope, and is the one place where a failure becomes a status.
 * Runs on the request's event loop.
 */
final class EnvelopeResponder {
  private static final Logger LOG = LoggerFactory.getLogger(EnvelopeResponder.class);

  // Encoded once, not for every answer.
  private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("Content-Type");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("Cache-Control");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence KEY_ID = HttpHeaders.createOptimized("Flagpost-Key-Id");

  private final Envelopes envelopes;
  private final Answers answers;
  private final RequestMeters meters;
  private final SealedRefusals refusals = new SealedRefusals();

  EnvelopeResponder(Envelopes envelopes, Answers answers, RequestMeters meters) {
    this.envelopes = envelopes;
    this.answers = answers;
    this.meters = meters;
  }

  /**
   * Answers the sender of a durable record, with the signature that was reserved for it; completes
   * when the answer was handed to the connection.
   */
  Future<Void> stored(
      HttpServerRequest request,
      SignatureProfile profile,
      Submission submission,
      Acknowledgement outcome,
      SealingPermit permit) {
    boolean denied = outcome.code() == Refusal.ACCESS_DENIED.code();
    ObjectNode response =
        denied
            ? answers.refusal(Refusal.ACCESS_DENIED)
            : answers.stored(outcome, submission.nonce());
    Long productId = denied ? null : submission.productId();
    Future<SignedEnvelope> envelope = permit.seal(response, profile, productId, null);
    int status = denied ? Refusal.ACCESS_DENIED.status() : Answers.STORED_STATUS;
    return send(request, profile, status, outcome.code(), envelope);
  }

  /** Seals a page for a reader. Any thread: a large page takes milliseconds. */
  Future<SignedEnvelope> seal(SignatureProfile profile, Page page) {
    return envelopes.seal(answers.found(page), profile, null, null);
  }

  /** Answers a reader with a page; completes when the answer was written. */
  Future<Void> found(HttpServerRequest request, SignedEnvelope envelope) {
    return write(request, 200, Answers.FOUND, envelope);
  }

  /** Answers a reader with an invalid filter. */
  void invalidFilter(
      HttpServerRequest request, SignatureProfile profile, Map<String, List<String>> errors) {
    send(
        request,
        profile,
        Refusal.INVALID_FILTER.status(),
        Refusal.INVALID_FILTER.code(),
        envelopes.seal(answers.invalidFilter(errors), profile, null, null));
  }

  void refuse(HttpServerRequest request, SignatureProfile profile, Refusal refusal) {
    Integer retryAfter = refusal.retryAfter();
    if (retryAfter != null) {
      request.response().putHeader("Retry-After", retryAfter.toString());
    }
    if (refusal.status() == 401) {
      request.response().putHeader("WWW-Authenticate", "Bearer");
    }
    SignedEnvelope known = refusals.find(answers.second(), refusal, profile);
    if (known == null) {
      send(request, profile, refusal.status(), refusal.code(), seal(refusal, profile));
    } else {
      write(request, refusal.status(), refusal.code(), known);
    }
  }

  private Future<SignedEnvelope> seal(Refusal refusal, SignatureProfile profile) {
    ObjectNode response = answers.refusal(refusal);
    long second = Answers.secondOf(response);
    return envelopes
        .seal(response, profile, null, refusal.retryAfter())
        .onSuccess(made -> refusals.put(second, refusal, profile, made));
  }

  /** Answers with the refusal that a failure maps to; logs unexpected failures. */
  void fail(HttpServerRequest request, SignatureProfile profile, Throwable failure) {
    if (ClientGone.isSo(request, failure)) {
      LOG.debug("The client went away: {} {}", request.method(), request.path());
      return;
    }
    Refusal refusal = refusalFor(failure);
    if (refusal.equals(Refusal.INTERNAL_ERROR)) {
      logUnexpected(request, failure);
    }
    refuse(request, profile, refusal);
  }

  private static void logUnexpected(HttpServerRequest request, Throwable failure) {
    String id = RequestIds.of(request);
    LoggingEventBuilder entry = LOG.atError().addKeyValue("request", id);
    if (SqlFailure.of(failure).isAnswer()) { // its words quote values
      String state = Describe.failure(failure);
      entry.log("{} {} failed, request {}: {}", request.method(), request.path(), id, state);
    } else {
      entry.setCause(failure).log("{} {} failed, request {}", request.method(), request.path(), id);
    }
  }

  private static Refusal refusalFor(Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused.refusal();
    }
    if (failure instanceof StoreUnavailableException
        || failure instanceof SigningOverloadedException) {
      return Refusal.UNAVAILABLE;
    }
    return Refusal.INTERNAL_ERROR;
  }

  private Future<Void> send(
      HttpServerRequest request,
      SignatureProfile profile,
      int status,
      int code,
      Future<SignedEnvelope> envelope) {
    return envelope
        .onSuccess(signed -> write(request, status, code, signed))
        .onFailure(unsigned -> withhold(request, profile, unsigned))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /**
   * An answer that could not be signed is not sent. If only the queue was full, a refusal is sent:
   * one signature serves all refusals of a second, so there is always capacity for it. Otherwise
   * the request is cut off, so that the client tries again.
   */
  private void withhold(HttpServerRequest request, SignatureProfile profile, Throwable unsigned) {
    if (unsigned instanceof SigningOverloadedException) {
      refuse(request, profile, Refusal.UNAVAILABLE);
    } else {
      LOG.atError()
          .addKeyValue("request", RequestIds.of(request))
          .setCause(unsigned)
          .log("No signature for request {}: cut off", RequestIds.of(request));
      request.response().reset();
    }
  }

  private Future<Void> write(
      HttpServerRequest request, int status, int code, SignedEnvelope envelope) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return Future.succeededFuture();
    }
    meters.sent(code);
    response
        .setStatusCode(status)
        .putHeader(CONTENT_TYPE, JSON)
        .putHeader(CACHE_CONTROL, NO_STORE)
        .putHeader(KEY_ID, envelope.keyId());
    return Bodies.end(request, envelope.body());
  }
}
