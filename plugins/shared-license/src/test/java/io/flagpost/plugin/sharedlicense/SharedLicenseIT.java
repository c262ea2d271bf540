package io.flagpost.plugin.sharedlicense;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.testkit.FakeHistory;
import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.LoadedPlugin;
import io.flagpost.plugin.testkit.PluginContractSuite;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.testkit.VerdictSample;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedLicenseIT extends PluginContractSuite {
  @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();

  @RegisterExtension
  static final LoadedPlugin STRICT =
      LoadedPlugin.built().configuredWith(Map.of("most-users", 1, "window", "1h"));

  private static final Instant NOW = SampleRecords.RECEIVED_AT;

  @Override
  protected LoadedPlugin loaded() {
    return PLUGIN;
  }

  @Override
  protected List<VerdictSample> clean() {
    return List.of(
        VerdictSample.of("alone", SampleRecords.complete().build()),
        VerdictSample.of("no license key", SampleRecords.complete().licenseKey(null).build()),
        VerdictSample.of("five users", user(5)).after(earlier(4, SharedLicenseIT::user)),
        VerdictSample.of("one user, often", user(1)).after(earlier(50, i -> user(1))),
        VerdictSample.of("five activations", activation(5))
            .after(earlier(4, SharedLicenseIT::activation)),
        VerdictSample.of("as many as the license allows", activation(20))
            .in(limitedTo(20))
            .after(earlier(19, SharedLicenseIT::activation)),
        VerdictSample.of("ten addresses", address(10)).after(earlier(9, SharedLicenseIT::address)),
        VerdictSample.of("six users, but one of them the day before", user(6))
            .after(earlier(5, i -> i == 1 ? userAt(1, NOW.minus(Duration.ofHours(25))) : user(i))));
  }

  @Override
  protected List<VerdictSample> flagged() {
    return List.of(
        VerdictSample.of("six users", user(6))
            .after(earlier(5, SharedLicenseIT::user))
            .raises("shared_license"),
        VerdictSample.of("six activations of an unknown license", activation(6))
            .after(earlier(5, SharedLicenseIT::activation))
            .raises("shared_license"),
        VerdictSample.of("six activations, and a lower limit", activation(6))
            .in(limitedTo(2))
            .after(earlier(5, SharedLicenseIT::activation))
            .raises("shared_license"),
        VerdictSample.of("one more than the license allows", activation(21))
            .in(limitedTo(20))
            .after(earlier(20, SharedLicenseIT::activation))
            .raises("shared_license"),
        VerdictSample.of("eleven addresses", address(11))
            .after(earlier(10, SharedLicenseIT::address))
            .raises("shared_license"));
  }

  @Test
  void theEvidenceCountsAll() {
    List<Finding> findings =
        PLUGIN
            .judgeStored(
                user(6), new FakeRegistry(), FakeHistory.of(earlier(5, SharedLicenseIT::user)))
            .findings();

    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.flag().severity()).isEqualTo(Severity.MEDIUM);
              assertThat(finding.flag().evidence())
                  .containsEntry("exceeded", "users")
                  .containsEntry("users", "6")
                  .containsEntry("most_users", "5")
                  .containsEntry("activations", "1")
                  .containsEntry("addresses", "1")
                  .containsEntry("records", "6")
                  .containsEntry("window", "PT24H");
            });
  }

  @Test
  void theThresholdsAreTheOperators() {
    FakeHistory history = FakeHistory.of(user(1), userAt(3, NOW.minus(Duration.ofHours(2))));

    assertThat(STRICT.codesStored(user(1), new FakeRegistry(), history)).isEmpty();
    assertThat(STRICT.codesStored(user(2), new FakeRegistry(), history))
        .containsExactly("shared_license");
  }

  @Test
  void aRegistryThatIsAwayMattersOnlyWhereTheLimitDoes() {
    FakeRegistry away = new FakeRegistry().away(true);

    assertThat(PLUGIN.judgeStored(user(1), away, new FakeHistory()).pending()).isEmpty();
    assertThat(
            PLUGIN
                .judgeStored(
                    activation(6), away, FakeHistory.of(earlier(5, SharedLicenseIT::activation)))
                .pending())
        .containsExactly("shared-license");
  }

  private static Telemetry[] earlier(int count, IntFunction<Telemetry> record) {
    return IntStream.rangeClosed(1, count).mapToObj(record).toArray(Telemetry[]::new);
  }

  private static Telemetry user(int number) {
    return userAt(number, NOW);
  }

  private static Telemetry userAt(int number, Instant received) {
    return SampleRecords.complete(UUID.randomUUID(), received)
        .userIdentifier("user-" + number)
        .build();
  }

  private static Telemetry activation(int number) {
    return SampleRecords.complete().activationIdentifier("activation-" + number).build();
  }

  private static Telemetry address(int number) {
    return SampleRecords.complete().clientAddress("192.0.2." + number).build();
  }

  private static FakeRegistry limitedTo(int activations) {
    return new FakeRegistry()
        .license(
            new License(
                "license-1",
                LicenseStatus.ACTIVE,
                Optional.empty(),
                "1",
                "production",
                OptionalInt.of(activations)));
  }
}
