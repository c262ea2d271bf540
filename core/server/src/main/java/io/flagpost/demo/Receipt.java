package io.flagpost.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Registry;
import io.flagpost.telemetry.checks.ReceiptChecks;
import io.flagpost.telemetry.ingest.ContentHashes;
import io.flagpost.telemetry.ingest.Decoding;
import io.flagpost.telemetry.ingest.InboundRequest;
import io.flagpost.telemetry.ingest.RequestDecoder;
import io.flagpost.telemetry.ingest.Submission;
import io.flagpost.telemetry.ingest.TelemetryService;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.TelemetryStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Receives requests as of their moment: decodes them, applies the format rules and has the
 * gateway's checks judge them, as the public listener does. What comes out is to be stored. On one
 * context.
 */
final class Receipt {
  private static final int BODY_LIMIT = 1 << 20;

  /** On a machine that is that busy, a check may be pending after all. */
  private static final int MOST_ATTEMPTS = 5;

  private final Registry registry;
  private final RecordIds recordIds;
  private final MomentClock clock;
  private final TelemetryService service;
  private final Instant forgotten;
  private final Map<UUID, StoreRequest> judged = new HashMap<>();

  /** Keeps what would be stored. */
  private final class Collector implements TelemetryStore {
    @Override
    public Future<StoreOutcome> append(StoreRequest request) {
      judged.put(request.record().recordId(), request);
      return Future.succeededFuture(new StoreOutcome(request.outcome(), false));
    }
  }

  /**
   * @param remembered for how long idempotency keys are: those that are forgotten by the plan's end
   *     are left out
   */
  Receipt(
      DemoDataPlan plan,
      Registry registry,
      ReceiptChecks checks,
      ContentHashes hashes,
      Duration remembered) {
    this.registry = registry;
    this.recordIds = new RecordIds(new Random(plan.seed()));
    this.clock = new MomentClock(plan.begin());
    this.forgotten = plan.end().minus(remembered);
    this.service =
        new TelemetryService(registry, checks, new Collector(), recordIds, hashes, clock);
  }

  /** Receives requests; completes with what is to be stored of them, in their order. */
  Future<List<StoreRequest>> receive(List<Message> messages) {
    List<Future<Submission>> prepared = new ArrayList<>(messages.size());
    for (Message message : messages) {
      clock.set(message.receivedAt());
      prepared.add(prepare(message));
    }
    return prepared.isEmpty()
        ? Future.succeededFuture(List.of())
        : Future.all(prepared)
            .compose(done -> judge(prepared.stream().map(Future::result).toList(), 1));
  }

  /** Passes over a request that an earlier run received: those behind it get the ids they had. */
  void skip(Message message) {
    recordIds.at(message.receivedAt());
  }

  private Future<Submission> prepare(Message message) {
    ApiKey key = registry.referenceData().apiKey(message.apiKey());
    if (key == null) {
      return Future.failedFuture(
          new DemoDataRefusedException("An API key of the demo is missing: it was deleted"));
    }
    InboundRequest request = new InboundRequest("application/json", null, "", message.body());
    return RequestDecoder.decode(request, BODY_LIMIT) instanceof Decoding.Decoded decoded
        ? service.prepare(decoded.request(), message.apiKey(), key, message.address(), null)
        : Future.failedFuture(new IllegalStateException(new String(message.body(), UTF_8)));
  }

  private Future<List<StoreRequest>> judge(List<Submission> submissions, int attempt) {
    return Future.all(submissions.stream().map(service::keep).toList())
        .compose(
            done -> {
              List<Submission> pending = submissions.stream().filter(this::isPending).toList();
              return pending.isEmpty() || attempt == MOST_ATTEMPTS
                  ? Future.succeededFuture(takeJudged())
                  : judge(pending, attempt + 1);
            });
  }

  private boolean isPending(Submission submission) {
    StoreRequest request = judged.get(submission.telemetry().recordId());
    return request != null && !request.verdict().pendingChecks().isEmpty();
  }

  /** In the order of their ids, which is that of time. */
  private List<StoreRequest> takeJudged() {
    List<StoreRequest> all =
        judged.values().stream()
            .map(this::withoutForgottenKey)
            .sorted(Comparator.comparing(request -> request.record().recordId()))
            .toList();
    judged.clear();
    return all;
  }

  private StoreRequest withoutForgottenKey(StoreRequest request) {
    return request.record().receivedAt().isBefore(forgotten)
        ? new StoreRequest(request.record(), request.verdict(), request.outcome(), null)
        : request;
  }
}
