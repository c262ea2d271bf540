package io.flagpost.plugin.clonedactivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.testkit.KeyFold;
import io.flagpost.plugin.testkit.SampleRecords;
import io.flagpost.plugin.v1.FoldCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the state of a key holds, how large it may become, and how it is written. */
class ActivationStateTest extends ActivationFoldFixture {
  @Test
  void theLargestStateIsWithinTheBound() {
    KeyFold<ActivationState> full = run(check);
    int records = 3 * Users.MOST;
    Duration pause = MONTH.dividedBy(Users.MOST);
    for (int i = 0; i < records; i++) {
      // Numbers fall, so that the first and the highest of a span are two; each third has no time.
      String address = String.valueOf((char) ('\u4e00' + i)).repeat(Sighting.MOST_ADDRESS + 10);
      full.fold(
          SampleRecords.complete(new UUID(i, i), NOON.plus(pause.multipliedBy(i)))
              .userIdentifier("user-" + i)
              .clientAddress(address)
              .sequence((long) records - i)
              .occurredAt(i % 3 == 0 ? null : NOON.plusSeconds(i))
              .build());
    }
    assertThat(full.encoded().length)
        .isGreaterThan(ActivationState.MOST_BYTES * 8 / 10)
        .isLessThanOrEqualTo(ActivationState.MOST_BYTES)
        .isLessThan(FoldCheck.MAX_STATE_BYTES);
    byte[] before = full.encoded();
    full.reload();
    assertThat(full.encoded()).isEqualTo(before);
  }

  @Test
  void aStateNamesNoUser() {
    KeyFold<ActivationState> run = run(check);
    run.fold(by("somebody@example.com"));
    assertThat(new String(run.encoded(), StandardCharsets.ISO_8859_1))
        .doesNotContain("somebody", "example");
  }

  @Test
  void bytesThatAreDamagedAreRefused() {
    KeyFold<ActivationState> run = run(check);
    for (int i = 0; i < 200; i++) {
      run.fold(received(NOON.plus(Duration.ofHours(i)), (long) i, i % 5 == 0 ? null : i));
    }
    byte[] bytes = run.encoded();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> check.decode(cut)).isInstanceOf(RuntimeException.class);
    }
    assertThatThrownBy(() -> check.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(RuntimeException.class);
  }
}
