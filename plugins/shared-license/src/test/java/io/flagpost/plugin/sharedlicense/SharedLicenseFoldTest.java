package io.flagpost.plugin.sharedlicense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.testkit.FakeRegistry;
import io.flagpost.plugin.testkit.KeyFold;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SharedLicenseFoldTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MICRO = Duration.ofNanos(1_000);
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final SharedLicenseSettings DEFAULT = new SharedLicenseSettings(DAY, 5, 5, 10);

  private final SharedLicenseCheck check = new SharedLicenseCheck(DEFAULT);
  private final FakeRegistry registry = new FakeRegistry();
  private final KeyFold<LicenseUse> run = new KeyFold<>(check, registry, Duration.ofDays(7));

  @Test
  void asManyAsAreAllowedRaiseNothingAndOneMoreDoes() {
    for (int i = 1; i <= 5; i++) {
      assertThat(run.fold(user(i, NOON))).isEmpty();
    }
    assertThat(evidence(run.fold(user(6, NOON))))
        .containsEntry("exceeded", "users")
        .containsEntry("users", "6")
        .containsEntry("most_users", "5")
        .containsEntry("activations", "1")
        .containsEntry("most_activations", "5")
        .containsEntry("addresses", "1")
        .containsEntry("most_addresses", "10")
        .containsEntry("records", "6")
        .containsEntry("window", "PT24H");
  }

  @Test
  void aUserIsForgottenExactlyAWindowAfterTheLastRecord() {
    for (int i = 1; i <= 5; i++) {
      run.fold(user(i, NOON.plusSeconds(i)));
    }
    Instant end = NOON.plusSeconds(1).plus(DAY);
    assertThat(run.fold(user(6, end.minus(MICRO)))).hasSize(1);
    assertThat(run.fold(user(6, end))).isEmpty();
  }

  @Test
  void aRecordThatIsOlderThanTheWindowIsJudgedAndChangesNothing() {
    for (int i = 1; i <= 5; i++) {
      run.fold(user(i, NOON));
    }
    byte[] before = run.encoded();
    assertThat(run.fold(user(6, NOON.minus(DAY)))).hasSize(1);
    assertThat(run.encoded()).isEqualTo(before);
  }

  @Test
  void theLicensesOwnLimitOfActivationsCountsIfItIsHigher() {
    registry.license(limitedTo(7));
    for (int i = 1; i <= 7; i++) {
      assertThat(run.fold(activation(i))).isEmpty();
    }
    assertThat(evidence(run.fold(activation(8))))
        .containsEntry("exceeded", "activations")
        .containsEntry("most_activations", "7");
    registry.license(limitedTo(2));
    assertThat(evidence(run.fold(activation(8)))).containsEntry("most_activations", "5");
  }

  @Test
  void aRegistryThatIsAwayMattersOnlyWhereTheLimitDoes() {
    for (int i = 1; i <= 5; i++) {
      run.fold(activation(i));
    }
    registry.away(true);
    assertThat(run.fold(activation(5))).isEmpty();
    assertThatThrownBy(() -> run.fold(activation(6))).isInstanceOf(CompletionException.class);
  }

  @Test
  void addressesOfOneSiteAreOneAndNoAddressIsNone() {
    for (int i = 1; i <= 20; i++) {
      assertThat(run.fold(address("2001:db8::" + i))).isEmpty();
    }
    for (int i = 1; i <= 9; i++) {
      assertThat(run.fold(address("192.0.2." + i))).isEmpty();
    }
    assertThat(run.fold(address(""))).isEmpty();
    assertThat(evidence(run.fold(address("192.0.2.10"))))
        .containsEntry("exceeded", "addresses")
        .containsEntry("addresses", "11")
        .containsEntry("records", "31");
  }

  @Test
  void theRecordsOfTheOldest64thOfTheWindowAreNotCounted() {
    for (int i = 0; i < 100; i++) {
      run.fold(user(1, NOON.plusSeconds(1)));
    }
    for (int i = 2; i <= 5; i++) {
      run.fold(user(i, NOON.plus(DAY)));
    }
    assertThat(evidence(run.fold(user(6, NOON.plus(DAY)))))
        .containsEntry("users", "6")
        .containsEntry("records", "6");
  }

  @Test
  void aStateHoldsNothingThatWasSent() {
    for (int i = 1; i <= 5; i++) {
      run.fold(user(i, NOON));
    }
    assertThat(new String(run.encoded(), StandardCharsets.ISO_8859_1))
        .doesNotContain("user", "activation", "192.0.2");
  }

  @Test
  void theLargestStateIsWithinTheBound() {
    KeyFold<LicenseUse> full = new KeyFold<>(check, registry, DAY);
    Duration pause = DAY.dividedBy(2 * Latest.MOST);
    for (int i = 0; i < 3 * Latest.MOST; i++) {
      full.fold(
          SampleRecords.complete(new UUID(0, i), NOON.plus(pause.multipliedBy(i)))
              .userIdentifier("user-" + i)
              .activationIdentifier("activation-" + i)
              .clientAddress("10.0." + i / 256 + "." + i % 256)
              .build());
    }
    assertThat(full.encoded().length)
        .isGreaterThan(48_000)
        .isLessThanOrEqualTo(3 * Latest.MOST_BYTES + RecordCounts.MOST_BYTES)
        .isLessThan(FoldCheck.MAX_STATE_BYTES);
    byte[] before = full.encoded();
    full.reload();
    assertThat(full.encoded()).isEqualTo(before);
  }

  @Test
  void bytesThatAreDamagedAreRefused() {
    for (int i = 1; i <= 5; i++) {
      run.fold(user(i, NOON));
    }
    byte[] bytes = run.encoded();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> check.decode(cut)).isInstanceOf(RuntimeException.class);
    }
    assertThatThrownBy(() -> check.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(RuntimeException.class);
    byte[] tooMany = bytes.clone();
    tooMany[0] = 0x7f;
    assertThatThrownBy(() -> check.decode(tooMany)).isInstanceOf(RuntimeException.class);
  }

  private static Telemetry user(int number, Instant received) {
    return SampleRecords.complete(UUID.randomUUID(), received)
        .userIdentifier("user-" + number)
        .build();
  }

  private static Telemetry activation(int number) {
    return SampleRecords.complete().activationIdentifier("activation-" + number).build();
  }

  private static Telemetry address(String address) {
    return SampleRecords.complete().clientAddress(address).build();
  }

  private static Map<String, String> evidence(List<Flag> flags) {
    assertThat(flags).hasSize(1);
    return flags.get(0).evidence();
  }

  private static License limitedTo(int activations) {
    return new License(
        "license-1",
        LicenseStatus.ACTIVE,
        Optional.empty(),
        "1",
        "production",
        OptionalInt.of(activations));
  }
}
