package io.flagpost.plugin.clockskew;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.LoadedPlugin;
import io.flagpost.plugin.testkit.PluginContractSuite;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.testkit.VerdictSample;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClockSkewIT extends PluginContractSuite {
  @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();

  @RegisterExtension
  static final LoadedPlugin STRICT =
      LoadedPlugin.built().configuredWith(Map.of("most-ahead", "0s", "most-behind", "1m"));

  private static final Instant RECEIVED = SampleRecords.RECEIVED_AT;
  private static final Duration AHEAD = Duration.ofMinutes(10);
  private static final Duration BEHIND = Duration.ofDays(30);

  @Override
  protected LoadedPlugin loaded() {
    return PLUGIN;
  }

  @Override
  protected List<VerdictSample> clean() {
    return List.of(
        VerdictSample.of("no time", SampleRecords.complete().build()),
        VerdictSample.of("the same time", at(RECEIVED)),
        VerdictSample.of("as far ahead as may be", at(RECEIVED.plus(AHEAD))),
        VerdictSample.of("as far behind as may be", at(RECEIVED.minus(BEHIND))));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("too far ahead", at(RECEIVED.plus(AHEAD).plusMillis(1)))
            .raises("clock_skew"),
        VerdictSample.of("too far behind", at(RECEIVED.minus(BEHIND).minusMillis(1)))
            .raises("clock_skew"),
        VerdictSample.of("the end of time", at(Instant.MAX)).raises("clock_skew"),
        VerdictSample.of("its beginning", at(Instant.MIN)).raises("clock_skew"));
  }

  @Test
  void theEvidenceSaysHowFarTheClocksAreApart() {
    List<Finding> findings =
        PLUGIN.judge(at(RECEIVED.plus(Duration.ofHours(2))), new FakeRegistry()).findings();

    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.flag().severity()).isEqualTo(Severity.LOW);
              assertThat(finding.flag().evidence())
                  .containsEntry("occurred_at", "2026-01-02T05:04:05Z")
                  .containsEntry("received_at", "2026-01-02T03:04:05Z")
                  .containsEntry("off_by", "PT2H");
            });
  }

  @Test
  void theThresholdsAreTheOperators() {
    assertThat(STRICT.codes(at(RECEIVED), new FakeRegistry())).isEmpty();
    assertThat(STRICT.codes(at(RECEIVED.plusMillis(1)), new FakeRegistry()))
        .containsExactly("clock_skew");
    assertThat(STRICT.codes(at(RECEIVED.minusSeconds(61)), new FakeRegistry()))
        .containsExactly("clock_skew");
  }

  private static Telemetry at(Instant occurred) {
    return SampleRecords.complete().occurredAt(occurred).build();
  }
}
