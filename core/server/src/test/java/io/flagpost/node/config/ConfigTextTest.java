package io.flagpost.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would hold the YAML parser for minutes, or fill the log. */
class ConfigTextTest {
  private Path folder = Path.of("");

  @BeforeEach
  void setFolder(@TempDir Path made) {
    folder = made;
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit: ", "limit: \"", "#", " ", "- ["})
  void aLineOfTenMillionCharactersIsRefusedBeforeItIsParsed(String begin) throws Exception {
    Path file = write("acme.yaml", "limit: 1\n" + begin + "a".repeat(10_000_000));
    assertThatThrownBy(() -> ConfigText.read(file))
        .isInstanceOf(ConfigText.UnfitFileException.class)
        .hasMessage("is larger than 1024 KiB");

    write("acme.yaml", "limit: 1\n" + begin + "a".repeat(ConfigText.LONGEST_LINE + 1));
    assertThatThrownBy(() -> new PluginConfigFiles(folder).apply("acme"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("acme.yaml has more than 64 KiB in line 2");
  }

  @Test
  void theGatewaysOwnFileIsHeldToTheSame() throws Exception {
    List<ConfigProblem> problems = new ArrayList<>();

    ConfigFile.read(write("flagpost.yaml", "a".repeat(2_000_000)), "flagpost.yaml", problems);

    assertThat(problems)
        .singleElement()
        .hasToString("(file) (flagpost.yaml): is larger than 1024 KiB");
  }

  @Test
  void whatIsAsLongAsItMayBeIsRead() throws Exception {
    String line = "limit: " + "a".repeat(ConfigText.LONGEST_LINE - 7) + "\r\n";

    assertThat(ConfigText.read(write("acme.yaml", line.repeat(3)))).isEqualTo(line.repeat(3));
  }

  @Test
  void aFileThatIsNotInUtf8SaysSo() throws Exception {
    Path file = folder.resolve("acme.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE4});

    assertThatThrownBy(() -> new PluginConfigFiles(folder).apply("acme"))
        .hasMessageContaining("acme.yaml is no text in UTF-8");
  }

  @Test
  void aLongKeyIsNeitherComparedWithAllOthersNorPrintedWhole() {
    String key = "x".repeat(60_000);

    assertThat(Suggestion.of(key, List.of("http.port"))).isEmpty();
    assertThat(new ConfigProblem(key, "file", key, "is no known key").toString())
        .hasSizeLessThan(1000);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
