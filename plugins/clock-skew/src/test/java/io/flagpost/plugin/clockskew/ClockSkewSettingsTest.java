package io.flagpost.plugin.clockskew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.testkit.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockSkewSettingsTest {
  private static final Path SHIPPED = Path.of("../../conf/plugins/clock-skew.yaml");

  @Test
  void theShippedFileExplainsEveryKeyAndSaysTheDefault() throws IOException {
    assertThat(ConfigurationFile.read(SHIPPED))
        .isEqualTo(ConfigurationFile.defaults(ClockSkewSettings.class))
        .isNotEmpty();
  }

  @Test
  void aValueThatMakesNoSenseIsNamed() {
    assertThatThrownBy(() -> new ClockSkewSettings(Duration.ofSeconds(-1), Duration.ofDays(30)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("most-ahead");
  }
}
