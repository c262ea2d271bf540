package io.flagpost.plugin.sharedlicense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.testkit.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedLicenseSettingsTest {
  private static final Path SHIPPED = Path.of("../../conf/plugins/shared-license.yaml");

  @Test
  void theShippedFileExplainsEveryKeyAndSaysTheDefault() throws IOException {
    assertThat(ConfigurationFile.read(SHIPPED))
        .isEqualTo(ConfigurationFile.defaults(SharedLicenseSettings.class))
        .isNotEmpty();
  }

  @Test
  void aValueThatMakesNoSenseIsNamed() {
    assertThatThrownBy(() -> new SharedLicenseSettings(Duration.ofDays(1), 0, 5, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("most-users");
  }
}
