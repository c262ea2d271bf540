package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.node.StartException;
import io.flagpost.node.config.Mode;
import io.flagpost.plugin.host.PluginFile;
import io.flagpost.plugin.host.PluginSource;
import io.flagpost.testing.Commands;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.Patience;
import io.flagpost.testing.Repository;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin's whole life beside the built-in ones, by commands, without a restart. */
@Timeout(600)
@ExpectedAlarms(from = "io.flagpost.plugin.host.Reconciliation")
class PluginLifeIT {
  private static final Path BUILT_INS = Repository.distribution("plugins");

  @TempDir private Path folder;

  private Path drop;
  private Path made;
  private Commands commands;

  @BeforeEach
  void prepare() throws IOException {
    drop = Files.createDirectory(folder.resolve("plugins"));
    made = Files.createDirectory(folder.resolve("made"));
    try (Stream<Path> files = Files.list(BUILT_INS)) {
      for (Path file : files.toList()) {
        Files.copy(file, drop.resolve(file.getFileName()));
      }
    }
    commands = new Commands(folder);
  }

  @Test
  void aPluginIsAddedReplacedPutIntoShadowCheckedAgainDisabledAndRemoved() throws Exception {
    try (RunningGateway gateway = start(Mode.DEMO, Map.of())) {
      Client client = Client.of(gateway);
      Instant begin = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
      String range = " --from " + begin + " --to " + begin.plus(1, ChronoUnit.DAYS);

      anAddedPluginFlagsTheNextRecord(client);
      aNewVersionReplacesIt(client);
      aReCheckTriesItOnStoredRecordsAndThenWritesItsVerdicts(client, range);
      inShadowItsVerdictsAreReportedAndChangeNothing(client, range);
      disabledItIsKnownAndRemovedItIsNot();
      everyStepIsInTheAuditLog();
    }
  }

  private void anAddedPluginFlagsTheNextRecord(Client client) throws Exception {
    Path jar = PluginSource.of("acme").check(PluginSource.raising("first")).jarInto(made);
    assertThat(flags(client)).isEmpty();

    assertThat(commands.run("plugins add " + jar)).as(commands.err()).isZero();

    assertThat(commands.out()).contains("acme", "running", "acme-1.2.3.jar");
    assertThat(files()).containsExactly("acme-1.2.3.jar");
    assertThat(flags(client)).containsExactly("acme/first");
  }

  private void aNewVersionReplacesIt(Client client) throws Exception {
    Path next =
        PluginSource.of("acme")
            .version("1.3.0")
            .check(PluginSource.raising("second"))
            .jarInto(made, "next.jar");

    assertThat(commands.run("plugins add " + next)).as(commands.err()).isZero();

    assertThat(files()).containsExactly("acme-1.3.0.jar");
    assertThat(flags(client)).containsExactly("acme/second");
  }

  private void aReCheckTriesItOnStoredRecordsAndThenWritesItsVerdicts(Client client, String range)
      throws IOException {
    JsonNode tried = commands.json("recheck --plugin acme --dry-run" + range);
    assertThat(tried.path("ending").asText()).isEqualTo("complete");
    assertThat(tried.path("records").asLong()).isEqualTo(3);
    assertThat(tried.path("newly_flagged").asLong()).isEqualTo(1);
    assertThat(tried.path("otherwise_changed").asLong()).isEqualTo(1);
    assertThat(tried.path("unchanged").asLong()).isEqualTo(1);
    assertThat(client.read("red_flag", "acme/second").records()).hasSize(1);

    commands.json("recheck --plugin acme" + range);

    assertThat(client.read("red_flag", "acme/second").records()).hasSize(3);
    assertThat(client.read("red_flag", "acme/first").records()).isEmpty();
  }

  private void inShadowItsVerdictsAreReportedAndChangeNothing(Client client, String range)
      throws Exception {
    assertThat(commands.run("plugins update acme --mode shadow")).as(commands.err()).isZero();
    Patience.until(
        "a verdict in shadow is there",
        () -> {
          assertThat(flags(client)).isEmpty();
          return commands.json("plugins report acme" + range).path("flagged").asLong() > 0;
        });

    JsonNode report = commands.json("plugins report acme" + range);
    long flagged = report.path("flagged").asLong();
    assertThat(report.path("otherwise_clean").asLong()).isEqualTo(flagged);
    assertThat(report.at("/by_code/acme~1second").asLong()).isEqualTo(flagged);
    assertThat(client.read("has_red_flags", "1").records()).hasSize(3);
  }

  private void disabledItIsKnownAndRemovedItIsNot() throws IOException {
    assertThat(commands.run("plugins update acme --mode disabled")).as(commands.err()).isZero();
    assertThat(commands.run("plugins show acme")).isZero();
    assertThat(commands.out()).contains("disabled");

    assertThat(commands.run("plugins remove acme --yes")).as(commands.err()).isZero();
    assertThat(commands.run("plugins show acme")).isEqualTo(ExitCodes.NOT_FOUND);
    assertThat(files()).isEmpty();
    assertThat(commands.run("plugins remove license-key --yes")).isEqualTo(ExitCodes.CONFLICT);
  }

  private void everyStepIsInTheAuditLog() {
    assertThat(commands.run("audit list --action plugin. --column action"))
        .as(commands.err())
        .isZero();
    assertThat(commands.out().lines())
        .containsExactly(
            "plugin.add",
            "plugin.replace",
            "plugin.recheck",
            "plugin.update",
            "plugin.update",
            "plugin.remove");
  }

  @Test
  void whatIsDroppedIntoTheFolderRunsAndWhatIsTakenOutDoesNot() throws Exception {
    try (RunningGateway gateway = start(Mode.DEMO, Map.of("plugins.watch-interval", "100ms"))) {
      Client client = Client.of(gateway);

      Path jar = PluginSource.of("acme").check(PluginSource.raising("seen")).jarInto(drop);
      Patience.until("it is seen", () -> flags(client).equals(List.of("acme/seen")));

      Files.delete(jar);
      Patience.until("it is gone", () -> flags(client).isEmpty());
    }
  }

  @Test
  void productionTakesOnlyWhatSomebodyVouchesFor() throws Exception {
    Path jar = PluginSource.of("acme").check(PluginSource.raising("seen")).jarInto(made);
    Path pem = folder.resolve("public.pem");
    Path secret = folder.resolve("private.pem");
    Path list = folder.resolve("plugins.lock");
    assertThat(commands.run("plugins keygen --private-key " + secret + " --public-key " + pem))
        .isZero();
    String locks = Repository.distribution("lib", "plugins.lock") + "," + list;
    try (RunningGateway gateway =
        start(
            Mode.PRODUCTION,
            Map.of("plugins.trusted-keys", pem.toString(), "plugins.locks", locks))) {
      assertThat(gateway.database()).isNotNull();
      assertThat(commands.json("plugins list")).hasSize(7);

      aPluginThatNobodyVouchesForIsRefused(jar, list);
      aSignedOneIsTaken(jar, secret, pem);
      oneOnTheAllowListIsTakenAndAChangedFileIsNot(jar, list);
    }
  }

  private void aPluginThatNobodyVouchesForIsRefused(Path jar, Path list) throws IOException {
    assertThat(commands.run("plugins add " + jar)).isEqualTo(ExitCodes.FAILED);
    assertThat(commands.err()).contains("refused", "not trusted");
    assertThat(files()).isEmpty();
    assertThat(commands.run("plugins verify --lock " + list + " " + jar))
        .isEqualTo(ExitCodes.FAILED);
  }

  private void aSignedOneIsTaken(Path jar, Path secret, Path pem) throws IOException {
    assertThat(commands.run("plugins sign --key " + secret + " " + jar))
        .as(commands.err())
        .isZero();
    assertThat(commands.run("plugins verify --trusted-key " + pem + " " + jar))
        .as(commands.out())
        .isZero();
    assertThat(commands.run("plugins add " + jar)).as(commands.err()).isZero();
    assertThat(files()).containsExactly("acme-1.2.3.jar", "acme-1.2.3.jar.sig");
    assertThat(commands.run("plugins remove acme --yes")).as(commands.err()).isZero();
    assertThat(files()).isEmpty();
  }

  private void oneOnTheAllowListIsTakenAndAChangedFileIsNot(Path jar, Path list)
      throws IOException {
    Files.delete(made.resolve("acme.jar.sig"));
    assertThat(commands.run("plugins lock --lock " + list + " " + jar)).as(commands.err()).isZero();
    assertThat(commands.run("plugins add " + jar)).as(commands.err()).isZero();

    byte[] changed = Files.readAllBytes(jar);
    changed[changed.length / 2] ^= 1;
    Files.write(jar, changed);
    assertThat(commands.run("plugins add " + jar)).isEqualTo(ExitCodes.FAILED);
    assertThat(commands.run("plugins show acme")).as("the one before still runs").isZero();
    assertThat(commands.out()).contains("running");
  }

  @Test
  void aPluginThatHasEndedTheProcessTwiceIsLeftOutUntilSomebodyEnablesIt() throws Exception {
    Path jar = PluginSource.of("acme").check(PluginSource.raising("seen")).jarInto(drop);
    Path data = folder.resolve("data");
    Path marks = Files.createDirectories(data.resolve("run").resolve("plugins.black-box"));
    Files.write(
        marks.resolve("acme.crashes"),
        List.of(
            "count=2",
            "during=started",
            "sha256=" + PluginFile.describe(jar).sha256(),
            "modified=" + Files.getLastModifiedTime(jar).toMillis()));
    try (RunningGateway gateway = start(Mode.DEMO, Map.of("data.dir", data.toString()))) {
      assertThat(commands.run("plugins show acme")).as(commands.err()).isZero();
      assertThat(commands.out()).contains("crashed", "it ended the process 2 times");
      assertThat(get(gateway, "/health/ready"))
          .contains("accepting", "Plugins left out after they ended the process: acme.");
      assertThat(get(gateway, "/metrics")).contains("flagpost_plugins{state=\"crashed\"} 1.0");

      assertThat(commands.run("plugins enable acme")).as(commands.err()).isZero();

      assertThat(commands.out()).contains("running");
      assertThat(flags(Client.of(gateway))).containsExactly("acme/seen");
      assertThat(get(gateway, "/health/ready")).isEqualTo("{\"status\":\"accepting\"}");
      assertThat(commands.run("audit list --action plugin. --column action")).isZero();
      assertThat(commands.out()).contains("plugin.enable");
    }
  }

  @Test
  void withoutAPluginThatIsRequiredNothingStarts() {
    assertThatThrownBy(() -> start(Mode.DEMO, Map.of("plugins.required", "acme, license-key")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("acme")
        .hasMessageNotContaining("license-key");
  }

  private RunningGateway start(Mode mode, Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("plugins.dir", drop.toString());
    settings.putIfAbsent("plugins.watch-interval", "1h");
    settings.put("plugins.disabled", "shared-license, cloned-activation, replayed-request");
    settings.put("checks.deadline", "20s");
    settings.putAll(Commands.administrator());
    RunningGateway gateway = RunningGateway.start(mode, settings);
    commands.signIn(gateway);
    return gateway;
  }

  /** The plugin's files, and their signatures. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(drop)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("acme"))
          .sorted()
          .toList();
    }
  }

  private static String get(RunningGateway gateway, String path)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(gateway.adminUrl().resolve(path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  /** What a record that is sent now is flagged with, once it is stored. */
  private static List<String> flags(Client client) {
    Fields fields = Fields.honest();
    assertThat(client.send(fields).code()).isEqualTo(830);
    return Client.flagsOf(client.recordOf(fields.user()));
  }
}
