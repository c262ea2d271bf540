package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A fold without a plugin around it, on the caller's thread. */
public final class DirectFolding implements Folding {
  private final CheckInfo check;
  private final FoldCheck<Object> fold;

  /**
   * @param shadow whether what it says does not count
   */
  @SuppressWarnings("unchecked") // its states meet no other fold
  public DirectFolding(FoldCheck<?> fold, boolean shadow) {
    this.fold = (FoldCheck<Object>) fold;
    this.check =
        new CheckInfo(
            fold.id(), "1.0.0", fold.id(), fold.phase(), shadow, Optional.of(FoldTraits.of(fold)));
  }

  @Override
  public CheckInfo check() {
    return check;
  }

  @Override
  public FoldTraits traits() {
    return check.fold().orElseThrow();
  }

  @Override
  public CompletionStage<List<Optional<String>>> subKeys(List<Telemetry> records, Duration limit) {
    return CompletableFuture.completedStage(records.stream().map(fold::subKey).toList());
  }

  @Override
  public CompletionStage<List<Output>> fold(List<Input> records, Duration limit) {
    List<Output> outputs = new ArrayList<>();
    for (Input input : records) {
      outputs.add(fold(input));
    }
    return CompletableFuture.completedStage(outputs);
  }

  private Output fold(Input input) {
    try {
      Optional<Object> state = input.state().read(fold);
      if (state.isEmpty()) {
        return Output.DAMAGED;
      }
      Instant now = input.now(input.state().clock());
      FoldStep<Object> step = fold.step(state.get(), input.telemetry(), now);
      if (input.isFolded(now)) {
        input.state().become(step.state(), now);
      }
      return Output.of(step.findings(), input.isFolded(now));
    } catch (IllegalStateException scripted) {
      return Output.PENDING;
    }
  }

  @Override
  public CompletionStage<List<Optional<byte[]>>> encode(List<FoldState> states, Duration limit) {
    return CompletableFuture.completedStage(
        states.stream().map(state -> state.read(fold).map(fold::encode)).toList());
  }

  @Override
  public CompletionStage<CatalogResult> judge(
      FoldFinding finding, Telemetry telemetry, Lookups lookups, Duration limit) {
    return fold.judge(finding, telemetry, context(lookups))
        .thenApply(this::findings)
        .exceptionally(error -> new CatalogResult(List.of(), List.of(check.id())));
  }

  private CatalogResult findings(List<Flag> flags) {
    return new CatalogResult(
        flags.stream().map(flag -> new Finding(flag.code(), check.id(), flag)).toList(), List.of());
  }

  private static CheckContext context(Lookups lookups) {
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
        throw new IllegalStateException("a fold has no history");
      }
    };
  }
}
