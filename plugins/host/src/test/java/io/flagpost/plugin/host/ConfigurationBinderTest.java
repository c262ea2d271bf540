package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationBinderTest {
  record Texts(String one, List<String> some) {}

  record Whole(long value) {}

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t", "\u0085", "\u00a0", "\u2007", "\u2028", "\u3000", "\ufeff"})
  void textsLoseTheWhiteSpaceThatTelemetryLoses(String blank) {
    Texts texts =
        ConfigurationBinder.bind(
            Map.of("one", blank + "K 1" + blank, "some", List.of("a" + blank, blank)), Texts.class);

    assertThat(texts).isEqualTo(new Texts("K 1", List.of("a")));
  }

  @Test
  void numbersAreInAsciiDigits() {
    assertThat(ConfigurationBinder.bind(Map.of("value", "12"), Whole.class).value()).isEqualTo(12);
    assertThatThrownBy(() -> ConfigurationBinder.bind(Map.of("value", "\u0661\u0662"), Whole.class))
        .hasMessageContaining("in the digits 0 to 9");
  }
}
