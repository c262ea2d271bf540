package io.flagpost.verdicts;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.FoldState;
import io.flagpost.plugin.host.FoldTraits;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A fold that folds late, once, when it is told to; and that takes its time to judge. */
final class SleepyFolding implements Folding {
  private static final int JUDGING_MILLIS = 5;

  private final Folding fold;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile Duration sleep = Duration.ZERO;

  SleepyFolding(Folding fold) {
    this.fold = fold;
  }

  /** The next answer takes so long. */
  void sleep(Duration time) {
    sleep = time;
  }

  @Override
  public CheckInfo check() {
    return fold.check();
  }

  @Override
  public FoldTraits traits() {
    return fold.traits();
  }

  @Override
  public CompletionStage<List<Optional<String>>> subKeys(List<Telemetry> records, Duration limit) {
    return fold.subKeys(records, limit);
  }

  @Override
  public CompletionStage<List<Output>> fold(List<Input> records, Duration limit) {
    return fold.fold(records, limit).thenCompose(this::afterSleep);
  }

  @Override
  public CompletionStage<List<Optional<byte[]>>> encode(List<FoldState> states, Duration limit) {
    return fold.encode(states, limit).thenCompose(this::afterSleep);
  }

  @Override
  public CompletionStage<CatalogResult> judge(
      FoldFinding finding, Telemetry telemetry, Lookups lookups, Duration limit) {
    most.accumulateAndGet(asked.incrementAndGet(), Math::max);
    return fold.judge(finding, telemetry, lookups, limit)
        .thenCompose(
            answer ->
                new CompletableFuture<CatalogResult>()
                    .completeOnTimeout(answer, JUDGING_MILLIS, TimeUnit.MILLISECONDS))
        .whenComplete((answer, failure) -> asked.decrementAndGet());
  }

  /** About how many records it was asked at once, at most. */
  int mostAsked() {
    return most.get();
  }

  private <T> CompletionStage<T> afterSleep(T value) {
    Duration slept = sleep;
    sleep = Duration.ZERO;
    return new CompletableFuture<T>()
        .completeOnTimeout(value, slept.toMillis(), TimeUnit.MILLISECONDS);
  }
}
