package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FoldTraitsTest {

  @Test
  void onlyAFoldWithKeysOfItsOwnIsAskedForThem() {
    assertThat(FoldTraits.of(new Plain()).hasSubKeys()).isFalse();
    assertThat(FoldTraits.of(new ByProduct()).hasSubKeys()).isTrue();
    assertThat(FoldTraits.of(new Inheriting()).hasSubKeys()).isTrue();
  }

  private static class Plain implements FoldCheck<String> {
    @Override
    public String id() {
      return "plain";
    }

    @Override
    public RoutingKey routingKey() {
      return RoutingKey.LICENSE;
    }

    @Override
    public Duration window() {
      return Duration.ofDays(1);
    }

    @Override
    public String stateVersion() {
      return "1";
    }

    @Override
    public String begin() {
      return "";
    }

    @Override
    public byte[] encode(String state) {
      return new byte[0];
    }

    @Override
    public String decode(byte[] encoded) {
      return "";
    }

    @Override
    public FoldStep<String> step(String state, Telemetry telemetry, Instant now) {
      return FoldStep.clear(state);
    }

    @Override
    public CompletionStage<List<Flag>> judge(
        FoldFinding finding, Telemetry telemetry, CheckContext context) {
      return CompletableFuture.completedStage(List.of());
    }
  }

  private static class ByProduct extends Plain {
    @Override
    public Optional<String> subKey(Telemetry telemetry) {
      return telemetry.productId();
    }
  }

  private static final class Inheriting extends ByProduct {}
}
