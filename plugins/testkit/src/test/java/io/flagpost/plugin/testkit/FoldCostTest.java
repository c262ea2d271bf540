package io.flagpost.plugin.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FoldCostTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final FoldCost<String> cost =
      new FoldCost<>(new Tally(), new PrintStream(printed, true, UTF_8), 7, 3);

  @Test
  void ofOneKeyALineSaysWhatAStepCostsAndHowLargeTheStateIs() {
    cost.ofOneKey("seven records", FoldCostTest::record);

    assertThat(printed.toString(UTF_8)).matches("seven records: \\d+ ns a step, 7 bytes\\R");
  }

  @Test
  void ofManyKeysItSaysWhatAStateHoldsOfTheHeap() {
    cost.ofManyKeys(FoldCostTest::record);

    assertThat(printed.toString(UTF_8))
        .matches("3 keys in turn: \\d+ ns a step, -?\\d+ bytes of heap a state, 300 bytes\\R");
  }

  private static Telemetry record(int place) {
    return SampleRecords.complete(new UUID(0, place), SampleRecords.RECEIVED_AT.plusSeconds(place))
        .build();
  }

  /** A state with a letter for each record. */
  private static final class Tally implements FoldCheck<String> {
    @Override
    public String id() {
      return "tally";
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
      return state.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, UTF_8);
    }

    @Override
    public FoldStep<String> step(String state, Telemetry telemetry, Instant now) {
      return FoldStep.clear(state + "x");
    }

    @Override
    public CompletionStage<List<Flag>> judge(
        FoldFinding finding, Telemetry telemetry, CheckContext context) {
      return CompletableFuture.completedStage(List.of());
    }
  }
}
