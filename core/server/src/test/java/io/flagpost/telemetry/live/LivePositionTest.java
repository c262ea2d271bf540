package io.flagpost.telemetry.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LivePositionTest {
  @Test
  void whatIsWrittenIsRead() {
    LivePosition position = new LivePosition(999_999_999_999_999_999L, 0);

    assertThat(LivePosition.parse(position.text())).contains(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "-7",
        "7-",
        "7-8-9",
        "07-8",
        "+7-8",
        "7-8 ",
        "\u0667-8",
        "1e3-0",
        "9999999999999999999-0"
      })
  void whatIsNoneIsNotRead(String text) {
    assertThat(LivePosition.parse(text)).isEmpty();
  }

  @Test
  void oneIsBehindAnotherInRecordsOrVerdicts() {
    LivePosition position = new LivePosition(7, 7);

    assertThat(position.isBehind(position)).isFalse();
    assertThat(position.isBehind(new LivePosition(8, 6))).isTrue();
    assertThat(position.isBehind(new LivePosition(6, 8))).isTrue();
    assertThat(position.isBehind(new LivePosition(6, 6))).isFalse();
    assertThat(position.orFurther(new LivePosition(8, 6))).isEqualTo(new LivePosition(8, 7));
  }
}
