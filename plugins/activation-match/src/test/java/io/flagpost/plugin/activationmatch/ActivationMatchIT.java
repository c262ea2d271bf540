package io.flagpost.plugin.activationmatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.LoadedPlugin;
import io.flagpost.plugin.testkit.PluginContractSuite;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.testkit.VerdictSample;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ActivationMatchIT extends PluginContractSuite {
  @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();

  private static final Telemetry RECORD = SampleRecords.complete().build();

  private final FakeRegistry registry = new FakeRegistry();

  @Override
  protected LoadedPlugin loaded() {
    return PLUGIN;
  }

  @Override
  protected List<VerdictSample> clean() {
    return List.of(
        VerdictSample.of("an active activation", RECORD).in(withActivation(true)),
        VerdictSample.of("an unknown license", RECORD));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("a deactivated one", RECORD)
            .in(withActivation(false))
            .raises("activation_inactive"),
        VerdictSample.of("none", RECORD)
            .in(new FakeRegistry().license("license-1", "1"))
            .raises("activation_missing"));
  }

  @Test
  void anActiveActivationOfTheLicenseRaisesNothing() {
    registry.license("license-1", "1").activation("license-1", "activation-1", true);

    assertThat(PLUGIN.judge(RECORD, registry).findings()).isEmpty();
    assertThat(PLUGIN.judge(RECORD, registry).pending()).isEmpty();
  }

  @Test
  void anActivationThatTheLicenseDoesNotHaveIsRaised() {
    registry.license("license-1", "1").activation("license-2", "activation-1", true);

    assertThat(PLUGIN.codes(RECORD, registry)).containsExactly("activation_missing");
  }

  @Test
  void aDeactivatedActivationIsRaised() {
    registry.license("license-1", "1").activation("license-1", "activation-1", false);

    assertThat(PLUGIN.codes(RECORD, registry)).containsExactly("activation_inactive");
  }

  @Test
  void anActivationIsLookedAtOnlyUnderAKnownLicense() {
    assertThat(PLUGIN.judge(RECORD, registry).findings()).isEmpty();
    assertThat(PLUGIN.judge(RECORD, registry).pending()).isEmpty();
  }

  @Test
  void aMissingFieldRaisesNothing() {
    registry.license("license-1", "1");

    assertThat(PLUGIN.codes(SampleRecords.complete().licenseKey(null).build(), registry)).isEmpty();
    assertThat(PLUGIN.codes(SampleRecords.complete().activationIdentifier(null).build(), registry))
        .isEmpty();
  }

  @Test
  void aRegistryThatIsAwayLeavesTheCheckPending() {
    registry.license("license-1", "1").away(true);

    assertThat(PLUGIN.judge(RECORD, registry).findings()).isEmpty();
    assertThat(PLUGIN.judge(RECORD, registry).pending()).containsExactly("activation-match");
  }

  private static FakeRegistry withActivation(boolean active) {
    return new FakeRegistry()
        .license("license-1", "1")
        .activation("license-1", "activation-1", active);
  }
}
