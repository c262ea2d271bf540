package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Has the reference judge the records of one key, each with what was stored before it. */
final class HistoryRun {
  private final RedFlagCheck reference;
  private final Lookups lookups;
  private final List<PastRecord> stored = new ArrayList<>();

  HistoryRun(RedFlagCheck reference, Lookups lookups) {
    this.reference = reference;
    this.lookups = lookups;
  }

  void store(Telemetry record) {
    stored.add(
        new PastRecord(
            record.recordId(),
            record.receivedAt(),
            record.clientAddress(),
            record.userIdentifier(),
            record.activationIdentifier(),
            record.productVersion(),
            record.occurredAt(),
            record.sequence()));
  }

  /** Forgets what no question can reach any more. */
  void forgetUntil(Instant time) {
    stored.removeIf(each -> !each.receivedAt().isAfter(time));
  }

  /** What the reference raises where these are the earlier records, the newest first. */
  List<Flag> judge(Telemetry record, List<PastRecord> earlier) {
    return reference.check(record, context(earlier)).toCompletableFuture().join();
  }

  /** The records of the window that ends now, the newest first. */
  List<PastRecord> earlier(Instant now, Duration window, int limit) {
    List<PastRecord> newestFirst = new ArrayList<>();
    Instant start = now.minus(window);
    for (int i = stored.size() - 1; i >= 0 && newestFirst.size() < limit; i--) {
      if (stored.get(i).receivedAt().isAfter(start)) {
        newestFirst.add(stored.get(i));
      }
    }
    return newestFirst;
  }

  private CheckContext context(List<PastRecord> earlier) {
    return new CheckContext() {
      @Override
      public Instant deadline() {
        return Instant.MAX;
      }

      @Override
      public Lookups lookups() {
        return lookups;
      }

      @Override
      public History history() {
        return new History() {
          @Override
          public CompletionStage<List<PastRecord>> ofLicense(Duration window) {
            return CompletableFuture.completedStage(earlier);
          }

          @Override
          public CompletionStage<List<PastRecord>> ofActivation(Duration window) {
            return CompletableFuture.completedStage(earlier);
          }

          @Override
          public CompletionStage<List<PastRecord>> ofNonce(Duration window) {
            throw new AssertionError("nobody asks about nonces");
          }
        };
      }
    };
  }
}
