package io.flagpost.plugin.licensekey;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.host.PluginStatus;
import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.LoadedPlugin;
import io.flagpost.plugin.testkit.PluginContractSuite;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.testkit.VerdictSample;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LicenseKeyIT extends PluginContractSuite {
  @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();

  private static final Telemetry RECORD = SampleRecords.complete().build();
  private static final Instant NOW = SampleRecords.RECEIVED_AT;

  private final FakeRegistry registry = new FakeRegistry();

  @Override
  protected LoadedPlugin loaded() {
    return PLUGIN;
  }

  @Override
  protected List<VerdictSample> clean() {
    return List.of(
        VerdictSample.of("a license in good standing", RECORD)
            .in(new FakeRegistry().license("license-1", "1")),
        VerdictSample.of("no license key", SampleRecords.complete().licenseKey(null).build()));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("an unknown key", RECORD).raises("unknown_license_key"),
        VerdictSample.of("another product's and expired", RECORD)
            .in(new FakeRegistry().license("license-1", "2", NOW))
            .raises("license_not_for_product", "license_expired"));
  }

  @Test
  void thePackagedPluginRunsUnderItsOwnName() {
    assertThat(PLUGIN.status().state()).isEqualTo(PluginStatus.State.RUNNING);
    assertThat(PLUGIN.status().checks()).containsExactly("license-key");
  }

  @Test
  void aLicenseInGoodStandingRaisesNothing() {
    registry.license("license-1", "1", NOW.plusSeconds(1));

    assertThat(PLUGIN.judge(RECORD, registry).findings()).isEmpty();
    assertThat(PLUGIN.judge(RECORD, registry).pending()).isEmpty();
  }

  @Test
  void anUnknownKeyIsRaisedWithTheKeyAsEvidence() {
    List<Finding> findings = PLUGIN.judge(RECORD, registry).findings();

    assertThat(findings).extracting(Finding::code).containsExactly("unknown_license_key");
    assertThat(findings.get(0).flag().evidence()).containsEntry("license_key", "license-1");
  }

  @Test
  void aMissingKeyRaisesNothing() {
    assertThat(PLUGIN.judge(SampleRecords.complete().licenseKey(null).build(), registry))
        .satisfies(result -> assertThat(result.findings()).isEmpty())
        .satisfies(result -> assertThat(result.pending()).isEmpty());
  }

  @Test
  void aLicenseForAnotherProductIsRaised() {
    registry.license("license-1", "2");

    assertThat(PLUGIN.codes(RECORD, registry)).containsExactly("license_not_for_product");
  }

  @Test
  void aLicenseIsNotForAProductThatDoesNotExistEither() {
    registry.license("license-1", "1");

    Telemetry unknownProduct =
        SampleRecords.complete().productId("999").knownProductId(null).build();
    assertThat(PLUGIN.codes(unknownProduct, registry)).containsExactly("license_not_for_product");
  }

  @Test
  void aRecordThatNamesNoProductIsNotHeldAgainstTheLicense() {
    registry.license("license-1", "2");

    Telemetry withoutProduct =
        SampleRecords.complete().productId(null).knownProductId(null).build();
    assertThat(PLUGIN.codes(withoutProduct, registry)).isEmpty();
  }

  @Test
  void aBlockedLicenseIsRaised() {
    registry.license(license(LicenseStatus.BLOCKED, Optional.empty(), "1", "production"));

    assertThat(PLUGIN.codes(RECORD, registry)).containsExactly("license_blocked");
  }

  @Test
  void aLicenseIsExpiredFromItsEndOn() {
    registry.license("license-1", "1", NOW);

    assertThat(PLUGIN.codes(RECORD, registry)).containsExactly("license_expired");
  }

  @Test
  void allThatIsWrongIsRaised() {
    registry.license(license(LicenseStatus.REVOKED, Optional.of(NOW), "2", "staging"));

    assertThat(PLUGIN.codes(RECORD, registry))
        .containsExactly(
            "license_not_for_product",
            "license_revoked",
            "license_expired",
            "environment_mismatch");
  }

  @Test
  void aRegistryThatIsAwayLeavesTheCheckPending() {
    registry.away(true);

    assertThat(PLUGIN.judge(RECORD, registry).findings()).isEmpty();
    assertThat(PLUGIN.judge(RECORD, registry).pending()).containsExactly("license-key");
    assertThat(PLUGIN.status().counts().faults()).isZero();
  }

  private static License license(
      LicenseStatus status, Optional<Instant> expiresAt, String product, String environment) {
    return new License("license-1", status, expiresAt, product, environment, OptionalInt.empty());
  }
}
