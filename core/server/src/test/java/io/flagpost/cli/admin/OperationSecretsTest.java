package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the tokens, passwords and secrets of a command come from and go. */
class OperationSecretsTest extends OperationCommandFixture {
  @Test
  void withoutATokenNothingIsSent() {
    shell.environment.remove("FLAGPOST_TOKEN");

    assertThat(run("thing show 7")).isEqualTo(3);

    assertThat(shell.err()).contains("you are not signed in");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void aTokenCanLieInAFile() throws IOException {
    gateway.answers(200, "{}").answers(200, "{}");
    Path file = Files.writeString(folder.resolve("pat"), "from-file\n");

    run("thing show 7 --token-file " + file);
    assertThat(gateway.last().authorization()).isEqualTo("Bearer from-file");

    shell.environment.remove("FLAGPOST_TOKEN");
    shell.environment.put("FLAGPOST_TOKEN_FILE", file.toString());
    run("thing show 7");
    assertThat(gateway.last().authorization()).isEqualTo("Bearer from-file");
  }

  @Test
  void aSecretIsPrintedOnceWithANote() {
    gateway.answers(201, "{\"id\":7,\"secret\":\"geheim\"}");

    assertThat(run("thing create 1 --name n")).isZero();

    assertThat(shell.out())
        .contains("id: 7", "secret: geheim", "Save it now: it is shown only once.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --output json"})
  void aSecretCanBeSavedForItsOwnersEyesOnly(String output) throws IOException {
    gateway.answers(201, "{\"id\":7,\"secret\":\"geheim\"}");
    Path file = folder.resolve("secret");

    assertThat(run("thing create 1 --name n --save " + file + output)).isZero();

    assertThat(file).hasContent("geheim\n");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(shell.out()).doesNotContain("geheim");
  }

  @Test
  void aSecretIsSavedWhicheverMemberIsPrinted() {
    gateway.answers(201, "{\"id\":7,\"secret\":\"geheim\"}");
    Path file = folder.resolve("secret");

    assertThat(run("thing create 1 --name n --column id --save " + file)).isZero();

    assertThat(file).hasContent("geheim\n");
    assertThat(shell.out()).isEqualToIgnoringNewLines("7");
  }

  @Test
  void aPasswordComesFromAFileAPipeOrTheTerminal() throws IOException {
    gateway.answers(201, "{}").answers(201, "{}").answers(201, "{}");
    Path file = Files.writeString(folder.resolve("password"), "in file\n");

    run("person create --name=p --password-file=" + file);
    assertThat(gateway.last().json().path("password").asText()).isEqualTo("in file");
    shell.piping("from pipe\n");
    run("person create --name=p --password-stdin");
    assertThat(gateway.last().json().path("password").asText()).isEqualTo("from pipe");
    shell.typing("typed", "typed");
    run("person create --name=p");
    assertThat(gateway.last().json().path("password").asText()).isEqualTo("typed");
  }

  @Test
  void aPasswordCanBeMadeAndIsShownOnce() throws IOException {
    gateway.answers(201, "{}");

    assertThat(run("person create --name=p --generate-password")).isZero();

    String made = gateway.last().json().path("password").asText();
    assertThat(made).hasSize(24);
    assertThat(shell.err()).contains(made);
  }

  /** Even if there is no such member. */
  @ParameterizedTest
  @CsvSource({"id, 0", "di, 2"})
  void aPasswordThatWasMadeIsShownWhicheverMemberIsPrinted(String member, int exitCode)
      throws IOException {
    gateway.answers(201, "{\"id\":7}");

    assertThat(run("person create --name=p --generate-password --column " + member))
        .isEqualTo(exitCode);

    assertThat(shell.err()).contains(gateway.last().json().path("password").asText());
  }

  @Test
  void aPasswordThatNobodyGivesIsAskedForInVain() {
    assertThat(run("person create --name=p")).isEqualTo(2);

    assertThat(shell.err()).contains("use --password-file or --password-stdin");
    assertThat(gateway.asked()).isEmpty();
  }
}
