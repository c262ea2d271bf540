package io.flagpost.plugin.replayedrequest;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks for an earlier record with the same nonce. A client's retry with the same idempotency key
 * stores no second record, so it is not a replay.
 */
final class ReplayedRequestCheck implements RedFlagCheck {
  private final ReplayedRequestSettings settings;

  ReplayedRequestCheck(ReplayedRequestSettings settings) {
    this.settings = settings;
  }

  @Override
  public String id() {
    return "replayed-request";
  }

  @Override
  public Phase phase() {
    return Phase.AFTER_STORE;
  }

  @Override
  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    if (telemetry.nonce().isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return context.history().ofNonce(settings.window()).thenApply(ReplayedRequestCheck::judge);
  }

  private static List<Flag> judge(List<PastRecord> earlier) {
    if (earlier.isEmpty()) {
      return List.of();
    }
    PastRecord first = earlier.get(earlier.size() - 1);
    return List.of(
        Flag.of("replayed_request", Severity.HIGH, "This request was sent before.")
            .with("earlier_records", Integer.toString(earlier.size()))
            .with("first_record", first.recordId().toString())
            .with("first_received_at", first.receivedAt().toString())
            .with("first_address", first.clientAddress()));
  }
}
