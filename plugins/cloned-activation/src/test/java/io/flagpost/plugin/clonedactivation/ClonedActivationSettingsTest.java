package io.flagpost.plugin.clonedactivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.testkit.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClonedActivationSettingsTest {
  private static final Path SHIPPED = Path.of("../../conf/plugins/cloned-activation.yaml");

  @Test
  void theShippedFileExplainsEveryKeyAndSaysTheDefault() throws IOException {
    assertThat(ConfigurationFile.read(SHIPPED))
        .isEqualTo(ConfigurationFile.defaults(ClonedActivationSettings.class))
        .isNotEmpty();
  }

  @Test
  void aValueThatMakesNoSenseIsNamed() {
    assertThatThrownBy(
            () ->
                new ClonedActivationSettings(
                    Duration.ofDays(30), 1, Duration.ZERO, -1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reorder");
  }
}
