package io.flagpost.plugin.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LicenseTest {
  private static final Instant END = Instant.parse("2026-01-02T03:04:05Z");
  private static final License LICENSE =
      new License(
          "secret-key",
          LicenseStatus.BLOCKED,
          Optional.of(END),
          "7",
          "staging",
          OptionalInt.empty());

  @Test
  void aLicenseIsExpiredFromItsEndOn() {
    assertThat(LICENSE.isExpiredAt(END.minusNanos(1))).isFalse();
    assertThat(LICENSE.isExpiredAt(END)).isTrue();
  }

  @Test
  void theLicenseKeyIsInNoText() {
    assertThat(LICENSE).hasToString("License[BLOCKED, product 7, staging]");
    assertThat(new Activation("secret-key", "place", true))
        .hasToString("Activation[place, active]");
  }
}
