package io.flagpost.plugin.testkit;

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

/**
 * Has a check that reads the history judge the records of one key, each with what was stored before
 * it, on the test's thread: for tests that compare a fold with the check that it replaces. Where
 * the limits of {@link History} are to hold as well, use {@link FakeHistory}. Not thread-safe.
 */
public final class ReferenceRun {
  private final RedFlagCheck reference;
  private final Lookups lookups;
  private final List<PastRecord> stored = new ArrayList<>();

  /**
   * A run before its first record.
   *
   * @param lookups answers the check's other questions
   */
  public ReferenceRun(RedFlagCheck reference, Lookups lookups) {
    this.reference = reference;
    this.lookups = lookups;
  }

  /** Stores a record behind the others. */
  public void store(Telemetry record) {
    stored.add(FakeHistory.past(record));
  }

  /** Forgets what was received until then, because no question can reach it any more. */
  public void forgetUntil(Instant time) {
    stored.removeIf(each -> !each.receivedAt().isAfter(time));
  }

  /** What the check raises where these are the earlier records, the newest first. */
  public List<Flag> judge(Telemetry record, List<PastRecord> earlier) {
    return reference
        .check(record, DirectContext.with(lookups, answering(earlier)))
        .toCompletableFuture()
        .join();
  }

  /** The stored records of the window that ends now, the newest first, at most so many. */
  public List<PastRecord> earlier(Instant now, Duration window, int limit) {
    List<PastRecord> newestFirst = new ArrayList<>();
    Instant start = now.minus(window);
    for (int i = stored.size() - 1; i >= 0 && newestFirst.size() < limit; i--) {
      if (stored.get(i).receivedAt().isAfter(start)) {
        newestFirst.add(stored.get(i));
      }
    }
    return newestFirst;
  }

  /** Answers every question with the same records. */
  private static History answering(List<PastRecord> earlier) {
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
        return CompletableFuture.completedStage(earlier);
      }
    };
  }
}
