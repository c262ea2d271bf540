package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.host.PluginStatus.State;
import io.flagpost.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What becomes of the plugins when files, modes and configuration change under a running host. */
class ChangeTest extends PluginHostFixture {
  private final Map<String, PluginMode> modes = new ConcurrentHashMap<>();

  @Override
  PluginHostOptions options() {
    return super.options().withModes(id -> modes.getOrDefault(id, PluginMode.LIVE));
  }

  @Test
  void aNewFileIsLoaded() throws Exception {
    PluginHost host = open();
    acme("1.0.0", "one").jarInto(drop);

    List<PluginStatus> statuses = rescan(host);

    assertThat(statuses).extracting(PluginStatus::id).containsExactly("acme");
    assertThat(codes(judge(host))).containsExactly("acme/one");
  }

  @Test
  void aFileThatIsGoneIsUnloadedAndItsCopyDeleted() throws Exception {
    Path jar = acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    Files.delete(jar);

    assertThat(rescan(host)).isEmpty();

    assertThat(judge(host)).isEqualTo(CatalogResult.CLEAR);
    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @Test
  void aFileThatIsBeingWrittenIsNotReadAndWhatRunsFromItGoesOn() throws Exception {
    Path jar = acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("1.1.0", "two").jarInto(drop);
    PluginSource.of("beta").check(PluginSource.raising("new")).jarInto(drop);

    host.rescan(Set.of(jar)).toCompletableFuture().join();
    assertThat(codes(judge(host))).containsExactly("acme/one", "beta/new");
    assertThat(host.plugins()).extracting(PluginStatus::reason).contains(DropFolder.CHANGING);

    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/two", "beta/new");
  }

  @Test
  void anUnchangedPluginIsLeftAlone() throws Exception {
    Path trace = folder.resolve("trace");
    acme("1.0.0", "one")
        .start(
            "java.nio.file.Files.writeString(java.nio.file.Path.of(\""
                + trace
                + "\"), \"started \", java.nio.file.StandardOpenOption.CREATE,"
                + " java.nio.file.StandardOpenOption.APPEND); return List.of(new Check());")
        .jarInto(drop);
    PluginHost host = open();
    CheckCatalog before = host.catalog();
    Files.move(drop.resolve("acme.jar"), drop.resolve("renamed.jar"));

    rescan(host);

    assertThat(host.catalog()).isSameAs(before);
    assertThat(host.plugins()).extracting(PluginStatus::file).containsExactly("renamed.jar");
    assertThat(Files.readString(trace)).isEqualTo("started ");
    assertThat(codes(judge(host))).containsExactly("acme/one");
  }

  @Test
  void aFileThatIsCutShortDoesNotEndThePluginThatRuns() throws Exception {
    Path jar = acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    byte[] whole = Files.readAllBytes(jar);
    Files.write(jar, Arrays.copyOf(whole, whole.length / 2));

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/one");
    Files.write(jar, whole);
    assertThat(rescan(host)).extracting(PluginStatus::state).containsExactly(State.RUNNING);
  }

  @Test
  void aDisabledPluginIsKnownAndNotLoaded() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    modes.put("acme", PluginMode.DISABLED);

    rescan(host);

    PluginStatus status = status(host, "acme.jar");
    assertThat(status.state()).isEqualTo(State.DISABLED);
    assertThat(status.mode()).isEqualTo(PluginMode.DISABLED);
    assertThat(status.version()).isEqualTo("1.0.0");
    assertThat(judge(host)).isEqualTo(CatalogResult.CLEAR);

    modes.remove("acme");
    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/one");
  }

  @Test
  void toShadowAndBackIsAnotherCatalogAndNoReload() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    String live = host.catalog().id();
    modes.put("acme", PluginMode.SHADOW);

    rescan(host);

    assertThat(judge(host)).isEqualTo(CatalogResult.CLEAR);
    assertThat(host.catalog().checks()).isEmpty();
    assertThat(host.catalog().pluginChecks()).extracting(CheckInfo::shadow).containsExactly(true);
    assertThat(status(host, "acme.jar").mode()).isEqualTo(PluginMode.SHADOW);
    try (var copies = Files.list(folder.resolve("run"))) {
      assertThat(copies).extracting(copy -> copy.getFileName().toString()).containsExactly("1");
    }
    modes.remove("acme");
    rescan(host);
    assertThat(host.catalog().id()).isEqualTo(live);
    assertThat(codes(judge(host))).containsExactly("acme/one");
  }

  @Test
  void otherConfigurationStartsThePluginAnew() throws Exception {
    Map<String, Object> configuration = new ConcurrentHashMap<>(Map.of("code", "one"));
    PluginSource.of("acme")
        .start(
            "record Settings(String code) {}"
                + "String code = plugin.configuration(Settings.class).code();"
                + "return List.of(new RedFlagCheck() {"
                + "public String id() { return \"probe\"; }"
                + "public CompletionStage<List<Flag>> check(Telemetry t, CheckContext c) {"
                + "return CompletableFuture.completedStage(List.of(flag(code))); }});")
        .jarInto(drop);
    PluginHost host = open(options().withConfiguration(id -> Map.copyOf(configuration)));
    configuration.put("code", "two");

    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/two");

    configuration.put("cod", "three");
    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(host.plugins()).extracting(PluginStatus::state).contains(State.REFUSED);
  }

  @Test
  void theNewCatalogIsAnnouncedBeforeItIsPublished() throws Exception {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    List<CheckCatalog> announced = new CopyOnWriteArrayList<>();
    PluginHost host =
        open(
            options()
                .withBeforePublish(
                    catalog -> {
                      announced.add(catalog);
                      asked.product("announced");
                      return saved;
                    }));
    acme("1.0.0", "one").jarInto(drop);

    CompletableFuture<List<PluginStatus>> done = host.rescan().toCompletableFuture();
    asked.awaitQuestion("announced");
    assertThat(host.catalog().checks()).isEmpty();
    assertThat(done).isNotDone();
    saved.complete(null);

    assertThat(done.join()).extracting(PluginStatus::state).containsExactly(State.RUNNING);
    assertThat(announced).containsExactly(host.catalog());
  }

  @Test
  void ifTheCatalogCannotBeSavedEverythingStaysAsItWas() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginSource.of("beta").check(PluginSource.raising("kept")).jarInto(drop);
    PluginSource.of("gamma").jarInto(drop);
    modes.put("gamma", PluginMode.DISABLED);
    PluginHost host =
        open(
            options()
                .withBeforePublish(
                    catalog -> CompletableFuture.failedStage(new IOException("database away"))));
    CheckCatalog before = host.catalog();
    acme("1.1.0", "two").jarInto(drop);
    Files.delete(drop.resolve("beta.jar"));

    assertThatThrownBy(() -> rescan(host)).hasMessageContaining("database away");

    assertThat(host.catalog()).isSameAs(before);
    assertThat(codes(judge(host))).containsExactly("acme/one", "beta/kept");
    Optional<PluginStatus> refused =
        host.plugins().stream().filter(status -> status.state() == State.REFUSED).findFirst();
    assertThat(refused)
        .hasValueSatisfying(
            status -> {
              assertThat(status.version()).isEqualTo("1.1.0");
              assertThat(status.reason()).contains("database away");
            });
    assertThat(host.plugins())
        .extracting(PluginStatus::file)
        .containsExactly("acme.jar", "beta.jar", "gamma.jar", "acme.jar");
  }

  @Test
  void aDropFolderThatCannotBeReadChangesNothing() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    Files.move(drop, folder.resolve("elsewhere"));

    assertThatThrownBy(() -> rescan(host)).hasCauseInstanceOf(IOException.class);

    assertThat(codes(judge(host))).containsExactly("acme/one");
  }

  @Test
  void aFileThatIsDroppedIsLoadedWithoutAnybodyAsking() throws Exception {
    PluginHost host = open();
    try (PluginFolderWatch watch =
        PluginFolderWatch.start(List.of(drop), Duration.ofMillis(20), host::rescan)) {
      assertThat(watch).isNotNull();
      acme("1.0.0", "one").jarInto(drop);

      Patience.until("it is loaded", () -> !host.catalog().checks().isEmpty());
    }

    assertThat(codes(judge(host))).containsExactly("acme/one");
  }

  @Test
  void afterClosingNothingIsScannedAnyMore() {
    PluginHost host = open();
    host.close();

    assertThatThrownBy(() -> rescan(host)).hasCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void openingFailsWithoutARequiredPluginAndNamesIt() throws Exception {
    PluginSource.of("acme").start("throw new Exception(\"no disk\");").jarInto(drop);
    acme("1.0.0", "one").jarInto(folder);

    assertThatThrownBy(() -> open(options().withRequired(Set.of("acme", "beta"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("acme (failed to start")
        .hasMessageContaining("no disk")
        .hasMessageContaining("beta (not found in");
  }
}
