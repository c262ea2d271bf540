package io.flagpost.platform.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimestampTextTest {
  private static final Instant WHOLE = Instant.parse("2024-02-27T01:57:24Z");

  @Test
  void theTelemetryApiAlwaysWritesMicroseconds() {
    assertThat(TimestampText.microseconds(WHOLE)).isEqualTo("2024-02-27T01:57:24.000000Z");
    assertThat(TimestampText.microseconds(WHOLE.plusNanos(123_456_789)))
        .isEqualTo("2024-02-27T01:57:24.123456Z");
    assertThat(TimestampText.microseconds(Instant.parse("0001-01-01T00:00:00Z")))
        .isEqualTo("0001-01-01T00:00:00.000000Z");
  }

  @Test
  void theAdminApiWritesWhatItTakes() {
    assertThat(TimestampText.shortest(WHOLE)).isEqualTo("2024-02-27T01:57:24Z");
    assertThat(TimestampText.shortestOrNull(WHOLE.plusMillis(5)))
        .isEqualTo("2024-02-27T01:57:24.005Z");
    assertThat(TimestampText.shortestOrNull(null)).isNull();
  }

  @Test
  void aMomentIsReadWithItsOffset() {
    assertThat(TimestampText.parse("2024-02-27T03:57:24+02:00")).isEqualTo(WHOLE);
    assertThatThrownBy(() -> TimestampText.parse("2024-02-27"))
        .isInstanceOf(DateTimeException.class);
  }
}
