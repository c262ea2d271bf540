package io.flagpost.plugin.replayedrequest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.testkit.FakeHistory;
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
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReplayedRequestIT extends PluginContractSuite {
  @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();

  private static final Instant NOW = SampleRecords.RECEIVED_AT;
  private static final Duration WINDOW = Duration.ofDays(7);

  @Override
  protected LoadedPlugin loaded() {
    return PLUGIN;
  }

  @Override
  protected List<VerdictSample> clean() {
    return List.of(
        VerdictSample.of("no nonce", SampleRecords.complete().build())
            .after(SampleRecords.complete().build()),
        VerdictSample.of("another nonce", with("b", NOW).build()).after(with("a", NOW).build()),
        VerdictSample.of("another API key's", with("a", NOW).build())
            .after(with("a", NOW).apiKeyId(2).build()),
        VerdictSample.of("long ago", with("a", NOW).build())
            .after(with("a", NOW.minus(WINDOW)).build()));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("the same nonce", with("a", NOW).build())
            .after(with("a", NOW.minus(WINDOW).plusMillis(1)).build())
            .raises("replayed_request"),
        VerdictSample.of("from another copy", with("a", NOW).licenseKey("license-2").build())
            .after(with("a", NOW).build())
            .raises("replayed_request"));
  }

  @Test
  void theEvidenceNamesTheFirstOfAll() {
    Telemetry first = with("a", NOW.minusSeconds(2)).build();
    FakeHistory history = FakeHistory.of(first, with("a", NOW.minusSeconds(1)).build());

    List<Finding> findings =
        PLUGIN.judgeStored(with("a", NOW).build(), new FakeRegistry(), history).findings();

    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.flag().severity()).isEqualTo(Severity.HIGH);
              assertThat(finding.flag().evidence())
                  .containsEntry("earlier_records", "2")
                  .containsEntry("first_record", first.recordId().toString());
            });
  }

  @Test
  void theFirstOfTwoInOneGroupIsClearAndStaysSo() {
    Telemetry first = with("a", NOW).build();
    Telemetry second = with("a", NOW).build();
    FakeHistory history = FakeHistory.of(first, second);

    assertThat(PLUGIN.codesStored(first, new FakeRegistry(), history)).isEmpty();
    assertThat(PLUGIN.codesStored(second, new FakeRegistry(), history))
        .containsExactly("replayed_request");
    assertThat(PLUGIN.codesStored(first, new FakeRegistry(), history)).isEmpty();
  }

  @Test
  void aHistoryThatIsAwayLeavesTheCheckPending() {
    assertThat(
            PLUGIN
                .judgeStored(
                    with("a", NOW).build(), new FakeRegistry(), new FakeHistory().away(true))
                .pending())
        .containsExactly("replayed-request");
  }

  private static Telemetry.Builder with(String nonce, Instant received) {
    return SampleRecords.complete(UUID.randomUUID(), received).nonce(nonce);
  }
}
