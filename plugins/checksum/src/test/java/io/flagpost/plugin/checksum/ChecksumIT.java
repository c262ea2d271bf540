package io.flagpost.plugin.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.LoadedPlugin;
import io.flagpost.plugin.testkit.PluginContractSuite;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.testkit.VerdictSample;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChecksumIT extends PluginContractSuite {
  @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();

  @RegisterExtension
  static final LoadedPlugin STRICT = LoadedPlugin.built().configuredWith(Map.of("missing", "flag"));

  private static final String GOOD = "0a".repeat(32);
  private static final String ALSO_GOOD = "0b".repeat(32);
  private static final String ALTERED = "ff".repeat(32);

  @Override
  protected LoadedPlugin loaded() {
    return PLUGIN;
  }

  @Override
  protected List<VerdictSample> clean() {
    Telemetry unknownProduct =
        SampleRecords.complete().knownProductId(null).buildChecksum(ALTERED).build();
    return List.of(
        VerdictSample.of("a genuine build", reporting(GOOD)).in(listed()),
        VerdictSample.of("another genuine build", reporting(ALSO_GOOD)).in(listed()),
        VerdictSample.of("no checksum", reporting(null)).in(listed()),
        VerdictSample.of("none are known", reporting(ALTERED))
            .in(new FakeRegistry().product("1", "Sample product", "1.0.0")),
        VerdictSample.of("an unknown version", reporting(ALTERED)),
        VerdictSample.of("an unknown product", unknownProduct).in(listed()));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("an altered build", reporting(ALTERED))
            .in(listed())
            .raises("checksum_mismatch"));
  }

  @Test
  void theEvidenceIsTheChecksum() {
    List<Finding> findings = PLUGIN.judge(reporting(ALTERED), listed()).findings();

    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.flag().severity()).isEqualTo(Severity.HIGH);
              assertThat(finding.flag().evidence())
                  .containsEntry("build_checksum", ALTERED)
                  .containsEntry("known_checksums", "2");
            });
  }

  @Test
  void aMissingChecksumIsRaisedWhereTheOperatorSaysSoAndGoodOnesAreKnown() {
    assertThat(STRICT.codes(reporting(null), listed())).containsExactly("checksum_mismatch");
    assertThat(STRICT.codes(reporting(null), new FakeRegistry())).isEmpty();
    assertThat(STRICT.codes(reporting(GOOD), listed())).isEmpty();
  }

  @Test
  void aRegistryThatIsAwayLeavesTheCheckPending() {
    assertThat(PLUGIN.judge(reporting(ALTERED), listed().away(true)).pending())
        .containsExactly("checksum");
  }

  private static Telemetry reporting(@Nullable String checksum) {
    return SampleRecords.complete().buildChecksum(checksum).build();
  }

  private static FakeRegistry listed() {
    return new FakeRegistry().version("1", "1.0.0", Set.of(GOOD, ALSO_GOOD));
  }
}
