package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.Terminal;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FlagpostCommandTest {
  @TempDir private Path home;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesEveryCommandAndTheExitCodes() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString()).contains("serve", "demo", "send", "verify", "config", "Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"serve", "demo", "send", "verify", "config", "config check", "config print"})
  void everyCommandExplainsItselfAndItsExitCodes(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();

    assertThat(out.toString()).startsWith("Usage: flagpost " + command).contains("Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "send --version", "config check --version"})
  void theVersionIsTheBuilds(String line) {
    assertThat(run(line.split(" "))).isZero();

    assertThat(out.toString()).matches("flagpost \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sevre",
        "--colour",
        "send --value",
        "send --format=xml",
        "send --url=x",
        "verify",
        "config"
      })
  void aWrongCommandLineIsExitCodeTwo(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);

    assertThat(err.toString())
        .containsAnyOf(
            "Usage: flagpost", "Did you mean: flagpost send or flagpost serve or flagpost refold?");
    assertThat(out.toString()).isEmpty();
  }

  /** What the JVM makes of Zo\u00eb under LC_ALL=C. */
  @Test
  void anArgumentThatTheEnvironmentCannotReadIsRefusedBeforeAnythingIsDone() {
    assertThat(FlagpostCommand.run(console(), "send", "--user", "Zo\ufffd\ufffd")).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("flagpost: word 3 of the command line is not in the character set")
        .contains("LC_ALL=C.UTF-8");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aValueThatLooksLikeAnOptionIsToldHowToBeGiven() {
    assertThat(run("key", "export", "-abc")).isEqualTo(2);

    assertThat(err.toString()).contains("Unknown option: '-abc'", "put -- before it");
  }

  @Test
  void checkFindsNothingWrongWithTheDefaults() {
    assertThat(run("config", "check")).isZero();

    assertThat(out.toString()).contains("valid");
  }

  @Test
  void checkPrintsEveryProblemAndFails() {
    environment.put("FLAGPOST_HTTP_PORT", "many");

    assertThat(run("config", "check", "--set", "admin.prot=1")).isEqualTo(1);

    assertThat(err.toString()).contains("http.port = 'many'", "did you mean admin.port?");
  }

  @Test
  void printShowsValuesSourcesAndNoSecret() {
    environment.put("FLAGPOST_DATABASE_URL", "postgresql://ann@db/flagpost");
    environment.put("FLAGPOST_DATABASE_PASSWORD", "geheim");

    assertThat(run("config", "print", "--demo", "--set", "http.port=9090")).isZero();

    assertThat(out.toString())
        .contains("http.host = 127.0.0.1  # default")
        .contains("http.port = 9090  # command line")
        .contains("database.password = ****  # environment FLAGPOST_DATABASE_PASSWORD")
        .doesNotContain("geheim");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "demo"})
  void aBrokenConfigurationStartsNothing(String command) {
    assertThat(run(command, "--set", "http.port=x")).isEqualTo(1);

    assertThat(err.toString()).contains("http.port = 'x'");
  }

  /** Or a gateway that is started in the environment of a command would refuse to start. */
  @Test
  void aVariableThatACommandsHelpNamesIsNoMistakeInTheConfiguration() {
    Set<String> named = new TreeSet<>();
    collectVariables(FlagpostCommand.commandLine(console()), named);
    assertThat(named).contains("FLAGPOST_TOKEN", "FLAGPOST_TOKEN_FILE", "FLAGPOST_CONFIG");
    named.forEach(name -> environment.put(name, "x"));
    environment.remove("FLAGPOST_CONFIG");

    assertThat(run("config", "check")).as(err.toString()).isZero();
  }

  private static void collectVariables(CommandLine command, Set<String> names) {
    Pattern.compile("FLAGPOST_[A-Z_]+")
        .matcher(command.getUsageMessage())
        .results()
        .forEach(found -> names.add(found.group()));
    command.getSubcommands().values().forEach(each -> collectVariables(each, names));
  }

  private int run(String... arguments) {
    return FlagpostCommand.commandLine(console()).execute(arguments);
  }

  private Console console() {
    return new Console(
        home,
        environment,
        InputStream.nullInputStream(),
        new PrintWriter(out),
        new PrintWriter(err),
        Terminal.NONE);
  }
}
