package io.flagpost.plugin.replayedrequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.testkit.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplayedRequestSettingsTest {
  private static final Path SHIPPED = Path.of("../../conf/plugins/replayed-request.yaml");

  @Test
  void theShippedFileExplainsEveryKeyAndSaysTheDefault() throws IOException {
    assertThat(ConfigurationFile.read(SHIPPED))
        .isEqualTo(ConfigurationFile.defaults(ReplayedRequestSettings.class))
        .isNotEmpty();
  }

  @Test
  void aValueThatMakesNoSenseIsNamed() {
    assertThatThrownBy(() -> new ReplayedRequestSettings(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window");
  }
}
