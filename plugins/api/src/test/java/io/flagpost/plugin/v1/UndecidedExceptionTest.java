package io.flagpost.plugin.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UndecidedExceptionTest {

  @ParameterizedTest
  @CsvSource({"PT-5S, PT1S", "PT0S, PT1S", "PT5M, PT5M", "P1D, P1D", "P300D, P1D"})
  void theTimeToAskAgainIsWithinASecondAndADay(Duration wished, Duration kept) {
    assertThat(new UndecidedException("down", wished).askAgainIn()).isEqualTo(kept);
  }

  @Test
  void itIsCheapAndItsReasonShort() {
    UndecidedException undecided = new UndecidedException("x".repeat(1000), Duration.ofMinutes(1));

    assertThat(undecided.getStackTrace()).isEmpty();
    assertThat(undecided).hasMessage("x".repeat(200));
  }
}
