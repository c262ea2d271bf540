package io.flagpost.verdicts;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A fold whose every verdict tells all that was folded before: the number of records under its key,
 * and a hash over all of them in their order. A record that is folded twice, never, or in another
 * place shows in all later verdicts.
 */
final class ChainFold implements FoldCheck<ChainFold.Chain> {
  private final String version;
  private final String layout;
  private final boolean canTell;

  /**
   * What was folded.
   *
   * @param records how many
   * @param hash over their groups and the key's time
   */
  record Chain(int records, int hash) {}

  ChainFold(String version) {
    this(version, version, false);
  }

  /**
   * A fold whose states are of this version.
   *
   * @param canTell whether it has an answer for records of the groups "cannot tell" and "fails",
   *     too
   */
  ChainFold(String version, boolean canTell) {
    this(version, version, canTell);
  }

  /** A fold that finds the same as another one, and whose states have to be made again. */
  ChainFold(String version, String layout) {
    this(version, layout, false);
  }

  private ChainFold(String version, String layout, boolean canTell) {
    this.version = version;
    this.layout = layout;
    this.canTell = canTell;
  }

  @Override
  public String id() {
    return "chain";
  }

  @Override
  public RoutingKey routingKey() {
    return RoutingKey.LICENSE;
  }

  @Override
  public Duration window() {
    return Duration.ofDays(30);
  }

  @Override
  public boolean readsData() {
    return true;
  }

  @Override
  public String stateVersion() {
    return layout;
  }

  @Override
  public Chain begin() {
    return new Chain(0, version.hashCode());
  }

  @Override
  public byte[] encode(Chain state) {
    return (state.records() + " " + state.hash()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Chain decode(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 2);
    return new Chain(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  @Override
  public FoldStep<Chain> step(Chain state, Telemetry telemetry, Instant now) {
    String group = telemetry.dataGroup().orElse("");
    if (!canTell && group.startsWith("fails")) {
      throw new IllegalStateException("as the test wants");
    }
    Chain next = new Chain(state.records() + 1, Objects.hash(state.hash(), group, now));
    FoldFinding finding =
        FoldFinding.of("chain")
            .with("records", Integer.toString(next.records()))
            .with("hash", Integer.toString(next.hash()));
    return new FoldStep<>(next, List.of(finding));
  }

  @Override
  public CompletionStage<List<Flag>> judge(
      FoldFinding finding, Telemetry telemetry, CheckContext context) {
    if (!canTell && telemetry.dataGroup().orElse("").startsWith("cannot tell")) {
      return CompletableFuture.failedStage(new IllegalStateException("as the test wants"));
    }
    if (telemetry.dataGroup().orElse("").startsWith("looks up")) {
      return context
          .lookups()
          .license(telemetry.licenseKey().orElseThrow())
          .thenCombine(
              context.lookups().license("of somebody else"), (own, other) -> flags(finding));
    }
    return CompletableFuture.completedStage(flags(finding));
  }

  private static List<Flag> flags(FoldFinding finding) {
    return List.of(new Flag("chained", Severity.LOW, "It was folded.", finding.facts()));
  }
}
