package io.flagpost.plugin.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.testkit.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChecksumSettingsTest {
  private static final Path SHIPPED = Path.of("../../conf/plugins/checksum.yaml");

  @Test
  void theShippedFileExplainsEveryKeyAndSaysTheDefault() throws IOException {
    assertThat(ConfigurationFile.read(SHIPPED))
        .isEqualTo(ConfigurationFile.defaults(ChecksumSettings.class))
        .isNotEmpty();
  }
}
