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

/** A fold that answers late, once, when it is told to. */
final class SleepyFolding implements Folding {
  private final Folding fold;
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
    return fold.judge(finding, telemetry, lookups, limit);
  }

  private <T> CompletionStage<T> afterSleep(T value) {
    Duration slept = sleep;
    sleep = Duration.ZERO;
    return new CompletableFuture<T>()
        .completeOnTimeout(value, slept.toMillis(), TimeUnit.MILLISECONDS);
  }
}
