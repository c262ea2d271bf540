package io.flagpost.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A home with an empty conf folder, an environment and command-line overrides to load from. */
abstract class ConfigFixture {
  @TempDir Path home;
  final Map<String, String> environment = new HashMap<>();
  final Map<String, String> overrides = new HashMap<>();

  @BeforeEach
  void makeConfFolder() throws IOException {
    Files.createDirectories(home.resolve("conf"));
  }

  void write(String yaml) throws IOException {
    Files.writeString(home.resolve("conf").resolve("flagpost.yaml"), yaml);
  }

  LoadedConfig load(Mode mode) {
    return new ConfigSources(home, null, environment, overrides).load(mode);
  }

  List<ConfigProblem> problems() {
    InvalidConfigException thrown =
        catchThrowableOfType(InvalidConfigException.class, () -> load(Mode.PRODUCTION));
    assertThat(thrown).isNotNull();
    return thrown.problems();
  }

  static EffectiveValue effective(LoadedConfig loaded, String key) {
    return loaded.values().stream()
        .filter(value -> value.key().equals(key))
        .findFirst()
        .orElseThrow();
  }
}
