package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.v1.Default;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
  @TempDir Path folder;

  @Test
  void aFileThatSaysTheDefaultsIsEqualToThem() throws IOException {
    Path file = write("# Of the check\n\n# How many\nmost-users: 5\n\n# How long\nwindow: 24h\n");

    assertThat(ConfigurationFile.read(file)).isEqualTo(ConfigurationFile.defaults(Settings.class));
  }

  @Test
  void aKeyWithoutCommentIsRefused() throws IOException {
    Path file = write("# How many\nmost-users: 5\nwindow: 24h\n");

    assertThatThrownBy(() -> ConfigurationFile.read(file)).hasMessageContaining("window");
  }

  @Test
  void whatIsNotFlatIsRefused() throws IOException {
    Path file = write("# Nested\nlimits:\n  users: 5\n");

    assertThatThrownBy(() -> ConfigurationFile.read(file)).hasMessageContaining("limits:");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("plugin.yaml"), text);
  }

  record Settings(@Default("5") int mostUsers, @Default("24h") Duration window) {}
}
