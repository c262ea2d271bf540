package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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
  void aFileWithOtherContentReplacesThePlugin() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    String before = host.catalog().id();
    acme("1.1.0", "two").jarInto(drop);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(host.plugins()).extracting(PluginStatus::version).containsExactly("1.1.0");
    assertThat(host.catalog().id()).isNotEqualTo(before);
  }

  @Test
  void aNewVersionMayComeUnderAnotherName() throws Exception {
    Path old = acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("1.1.0", "two").jarInto(drop, "acme-1.1.0.jar");
    Files.delete(old);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(host.plugins()).extracting(PluginStatus::file).containsExactly("acme-1.1.0.jar");
  }

  @Test
  void ofSeveralFilesTheNewestVersionRunsWhateverTheyAreCalled() throws Exception {
    acme("1.9.0", "nine").jarInto(drop, "a-1.9.0.jar");
    Path newest = acme("1.10.0", "ten").jarInto(drop, "b-1.10.0.jar");
    acme("1.10.0-rc.1", "candidate").jarInto(drop, "c-1.10.0-rc.1.jar");
    PluginHost host = open();

    assertThat(codes(judge(host))).containsExactly("acme/ten");
    assertThat(status(host, "a-1.9.0.jar").reason())
        .isEqualTo("duplicate id: an older version than 1.10.0 in b-1.10.0.jar");

    Files.delete(newest);
    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/candidate");
  }

  @Test
  void aNewerVersionBesideTheOneThatRunsTakesOverAsItWouldAtARestart() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    Path newer = acme("1.1.0", "two").jarInto(drop, "zzz.jar");

    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(status(host, "acme.jar").reason()).contains("an older version than 1.1.0");

    Files.delete(newer);
    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/one");
  }

  @Test
  void anOlderVersionBesideTheOneThatRunsChangesNothing() throws Exception {
    acme("1.1.0", "two").jarInto(drop);
    PluginHost host = open();
    CheckCatalog before = host.catalog();
    acme("1.0.0", "one").jarInto(drop, "aaa.jar");

    rescan(host);

    assertThat(host.catalog()).isSameAs(before);
    assertThat(status(host, "aaa.jar").state()).isEqualTo(State.REFUSED);
  }

  @Test
  void whereTheNewestVersionDoesNotStartTheOneBeforeItDoes() throws Exception {
    acme("1.0.0", "one").jarInto(drop, "b.jar");
    acme("1.1.0", "two").start("throw new Exception(\"no disk\");").jarInto(drop, "a.jar");

    PluginHost host = open();

    assertThat(codes(judge(host))).containsExactly("acme/one");
    assertThat(status(host, "a.jar").reason()).contains("no disk");
  }

  @Test
  void twoFilesOfOneVersionDoNotReplaceEachOther() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("1.0.0", "two").jarInto(drop, "aaa.jar");

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/one");
    assertThat(status(host, "aaa.jar").reason()).contains("same version", "runs already");
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
  void ifTheNewVersionIsRefusedTheOldOneGoesOn() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("1.1.0", "two").start("throw new Exception(\"no disk\");").jarInto(drop);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/one");
    assertThat(host.plugins())
        .extracting(PluginStatus::version, PluginStatus::state)
        .containsExactly(tuple("1.0.0", State.RUNNING), tuple("1.1.0", State.REFUSED));
    assertThat(host.plugins().get(1).reason()).contains("no disk");
  }

  @Test
  void ifTheNewVersionUnderAnotherNameIsRefusedTheOldOneGoesOnWithoutItsFile() throws Exception {
    Path old = acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("2.0.0", "two").manifest("Plugin-Requires", ">=2.0.0").jarInto(drop, "new.jar");
    Files.delete(old);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/one");
    assertThat(status(host, "new.jar").reason()).contains("requires version");
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
  void countsGoOnThroughAllVersions() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    judge(host);
    acme("1.1.0", "two").jarInto(drop);
    rescan(host);

    judge(host);

    assertThat(status(host, "acme.jar").counts().records()).isEqualTo(2);
  }

  @Test
  void aRecordThatIsUnderWayIsAnsweredByTheVersionThatHasIt() throws Exception {
    PluginSource.of("acme")
        .version("1.0.0")
        .check("return context.lookups().license(\"key\").thenApply(f -> List.of(flag(\"one\")));")
        .jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> underWay = begin(host);
    acme("1.1.0", "two").jarInto(drop);

    CheckCatalog before = host.catalog();
    CompletableFuture<List<PluginStatus>> done = host.rescan().toCompletableFuture();
    Patience.until("the new version is there", () -> host.catalog() != before);
    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(underWay).isNotDone();
    assertThat(done).isNotDone();
    asked.answer("key").complete(Optional.empty());

    assertThat(codes(get(underWay))).containsExactly("acme/one");
    done.join();
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
        .hasMessageContaining("beta (there is no such plugin");
  }

  private static PluginSource acme(String version, String code) {
    return PluginSource.of("acme").version(version).check(PluginSource.raising(code));
  }
}
