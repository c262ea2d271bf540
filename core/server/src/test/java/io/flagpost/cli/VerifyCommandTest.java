package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyCommandTest {
  private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private InputStream stdin = InputStream.nullInputStream();
  private String key;
  private String valid;
  private String changed;

  @BeforeEach
  void writeFiles(@TempDir Path temporary) throws Exception {
    directory = temporary;
    key = copy("reference-global-public.pem").toString();
    Path reference = copy("reference-830.json");
    valid = reference.toString();
    changed =
        Files.writeString(
                directory.resolve("changed.json"),
                Files.readString(reference).replace("830", "831"))
            .toString();
  }

  @Test
  void validAnswersExitWithZero() throws Exception {
    String other = copy("reference-831.json").toString();

    assertThat(run("--public-key", key, valid, other)).isZero();
    assertThat(lines()).containsExactly(valid + ": valid", other + ": valid");
  }

  @Test
  void oneInvalidAnswerExitsWithOne() {
    assertThat(run("--public-key", key, valid, changed)).isEqualTo(1);
    assertThat(lines())
        .containsExactly(
            valid + ": valid", changed + ": invalid: response is not what response_base64 holds");
  }

  @Test
  void aMissingAnswerIsNotValid() {
    String missing = directory.resolve("missing.json").toString();

    assertThat(run("--public-key", key, missing, valid)).isEqualTo(1);
    assertThat(lines())
        .containsExactly(missing + ": invalid: there is no such file", valid + ": valid");
  }

  @Test
  void aDashIsTheStandardInput() throws Exception {
    stdin = new ByteArrayInputStream(Files.readAllBytes(Path.of(valid)));

    assertThat(run("--public-key", key, "-")).isZero();
    assertThat(lines()).containsExactly("-: valid");
  }

  @Test
  void profileAndAlgorithmAreObeyed() {
    assertThat(run("--public-key", key, "--profile", "sdk", valid)).isEqualTo(1);
    assertThat(run("--public-key", key, "--algorithm", "RS512", valid)).isEqualTo(1);
    assertThat(run("--public-key", key, "--profile", "document", "--algorithm", "RS256", valid))
        .isZero();
  }

  @Test
  void wrongUsageExitsWithTwo() {
    assertThat(run("--public-key", key)).isEqualTo(2);
    assertThat(run(valid)).isEqualTo(2);
    assertThat(run("--public-key", key, "--profile", "php", valid)).isEqualTo(2);
    assertThat(run("--public-key", key, "--algorithm", "HS256", valid)).isEqualTo(2);
    assertThat(err.toString()).contains("--public-key", "php", "HS256");
    assertThat(lines()).isEmpty();
  }

  @Test
  void aKeyOfNoUseExitsWithTwoAndSaysWhy() {
    assertThat(run("--public-key", directory.resolve("missing.pem").toString(), valid))
        .isEqualTo(2);
    assertThat(run("--public-key", valid, valid)).isEqualTo(2);
    assertThat(run("--public-key", directory.toString(), valid)).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file", "no PEM block", "cannot read");
  }

  private int run(String... arguments) {
    Console console =
        new Console(
            directory, Map.of(), stdin, new PrintWriter(out), new PrintWriter(err), Terminal.NONE);
    List<String> line = new ArrayList<>(List.of("verify"));
    line.addAll(List.of(arguments));
    return FlagpostCommand.commandLine(console).execute(line.toArray(String[]::new));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  private Path copy(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(VerifyCommandTest.class.getResourceAsStream("/vectors/" + name))) {
      return Files.writeString(
          directory.resolve(name), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
