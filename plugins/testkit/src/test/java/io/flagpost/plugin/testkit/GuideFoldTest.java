package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.PluginStatus;
import io.flagpost.plugin.v1.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fold of the template, which the guide shows, does what the guide says. That it keeps to the
 * rules of folds is a matter of the template's own test.
 */
class GuideFoldTest {
  private static final String CODE = "acme-probe/two_networks";
  private static final String HOME = "192.0.2.1";
  private static final String ELSEWHERE = "198.51.100.1";

  private LoadedPlugin plugin;
  private FoldRun run;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    plugin = LoadedPlugin.from(PackedPlugin.template(folder));
    plugin.open();
    run = plugin.foldRun(new FakeRegistry());
  }

  @AfterEach
  void close() throws IOException {
    plugin.close();
  }

  @Test
  void twoNetworksWithinTheWindowAreFoundAndTheEvidenceNamesBoth() {
    assertThat(run.codes(sent(HOME, 0))).isEmpty();
    assertThat(run.codes(sent("192.0.2.77", 1))).isEmpty();
    CatalogResult found = run.fold(sent(ELSEWHERE, 10));

    assertThat(found.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo(CODE);
              assertThat(finding.flag().evidence())
                  .containsEntry("network", "198.51.100.0")
                  .containsEntry("other_network", "192.0.2.0")
                  .containsEntry("other_seen_at", "2026-01-02T03:05:05Z");
            });
  }

  @Test
  void aNetworkFromBeforeTheWindowIsForgotten() {
    run.codes(sent(HOME, 0));

    assertThat(run.codes(sent(ELSEWHERE, 10))).isEmpty();
  }

  @Test
  void whatIsReceivedEarlierAndStoredLaterIsComparedWithinTheWindow() {
    run.codes(sent(HOME, 20));

    assertThat(run.codes(sent(ELSEWHERE, 11))).containsExactly(CODE);
    assertThat(run.codes(sent(ELSEWHERE, 10))).isEmpty();
  }

  @Test
  void theNetworksOfOtherActivationsAreTheirs() {
    run.codes(sent(HOME, 0));
    Telemetry other =
        SampleRecords.complete().activationIdentifier("b").clientAddress(ELSEWHERE).build();

    assertThat(run.codes(other)).isEmpty();
  }

  @Test
  void aNetworkIsTheSameHoweverItsAddressesAreWritten() {
    run.codes(sent("2001:db8::1", 0));

    assertThat(run.codes(sent("2001:db8:0:1:0:0:0:2", 1))).isEmpty();
    assertThat(run.codes(sent("2001:db8:1::1", 2))).containsExactly(CODE);
  }

  @Test
  void noRecordIsAFault() {
    for (int i = 0; i < 100; i++) {
      run.codes(sent("2001:db8:" + i + "::1", i));
    }

    assertThat(plugin.status().state()).isEqualTo(PluginStatus.State.RUNNING);
    assertThat(plugin.status().counts().faults()).isZero();
  }

  private static Telemetry sent(String address, int minute) {
    return SampleRecords.complete(
            UUID.randomUUID(), SampleRecords.RECEIVED_AT.plus(Duration.ofMinutes(minute)))
        .clientAddress(address)
        .build();
  }
}
