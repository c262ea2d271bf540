package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PluginHostTest extends PluginHostFixture {

  @Test
  void withoutPluginsTheAnswerIsThereAtOnce() {
    CompletableFuture<CatalogResult> result = begin(open());

    assertThat(result).isCompletedWithValue(CatalogResult.CLEAR);
  }

  @Test
  void aMissingDropFolderIsAnEmptyOne() {
    PluginHost host = open(PluginHostOptions.of(folder.resolve("none"), folder.resolve("run")));

    assertThat(host.plugins()).isEmpty();
    assertThat(judge(host)).isEqualTo(CatalogResult.CLEAR);
  }

  @Test
  void codesAndChecksOfAVendorCarryThePluginsId() throws Exception {
    PluginSource.of("acme-probe").check(PluginSource.raising("debugger")).jarInto(drop);

    PluginHost host = open();

    assertThat(judge(host).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.code()).isEqualTo("acme-probe/debugger"))
        .satisfies(finding -> assertThat(finding.checkId()).isEqualTo("acme-probe/probe"));
  }

  @Test
  void codesAndChecksOfABuiltInPluginGoWithoutAPrefix() throws Exception {
    PluginSource.of("license-key").check(PluginSource.raising("odd")).jarInto(drop);

    PluginHost host = open();

    assertThat(codes(judge(host))).containsExactly("odd");
    assertThat(host.catalog().checks())
        .containsExactly(new CheckInfo("probe", "1.2.3", "license-key", Phase.RECEIPT, false));
  }

  @Test
  void flagsComeInTheCatalogsOrderBuiltInPluginsFirst() throws Exception {
    PluginSource.of("acme").check(PluginSource.raising("z", "a")).jarInto(drop);
    PluginSource.of("license-key").check(PluginSource.raising("second")).jarInto(drop);
    PluginSource.of("beta").check(PluginSource.raising("b")).jarInto(drop);
    PluginSource.of("activation-match")
        .start(
            "return List.of(new RedFlagCheck() {"
                + "public String id() { return \"other\"; }"
                + "public CompletionStage<List<Flag>> check(Telemetry t, CheckContext c) {"
                + PluginSource.raising("third")
                + "}});")
        .jarInto(drop);

    assertThat(codes(judge(open())))
        .containsExactly("second", "third", "acme/z", "acme/a", "beta/b");
  }

  @Test
  void theCatalogsIdMovesWithItsChecksAndTheirVersionsOnly() throws Exception {
    PluginSource.of("acme").jarInto(drop);
    String first = open().catalog().id();
    closeHost();
    String again = open().catalog().id();
    closeHost();
    String withRules =
        open(options().withHostChecks(List.of(new CheckInfo("core", "1")))).catalog().id();
    closeHost();
    PluginSource.of("acme").manifest("Plugin-Version", "1.2.4").jarInto(drop);
    String newer = open().catalog().id();

    assertThat(again).isEqualTo(first);
    assertThat(List.of(first, withRules, newer)).doesNotHaveDuplicates();
  }

  @Test
  void aZipIsLoadedLikeAJar() throws Exception {
    PluginSource.of("acme").check(PluginSource.raising("zipped")).zipInto(drop);

    assertThat(codes(judge(open()))).containsExactly("acme/zipped");
  }

  @Test
  void whatIsLoadedIsACopyAndTheDropFolderStaysAsItIs() throws Exception {
    Path jar = PluginSource.of("acme").check(PluginSource.raising("kept")).jarInto(drop);
    PluginHost host = open();

    Files.writeString(jar, "overwritten");

    assertThat(codes(judge(host))).containsExactly("acme/kept");
    try (Stream<Path> files = Files.list(drop)) {
      assertThat(files).containsExactly(jar);
    }
  }

  @Test
  void aPluginGetsItsOwnConfiguration() throws Exception {
    PluginSource.of("acme")
        .start(
            "record Settings(int limit, @Default(\"12h\") java.time.Duration window) {}"
                + "Settings settings = plugin.configuration(Settings.class);"
                + "if (settings.limit() != 3 || settings.window().toHours() != 12"
                + " || !plugin.pluginId().equals(\"acme\")) throw new Exception();"
                + "return List.of(new Check());")
        .jarInto(drop);

    PluginHost host =
        open(
            options().withConfiguration(id -> id.equals("acme") ? Map.of("limit", "3") : Map.of()));

    assertThat(status(host, "acme.jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @Test
  void closingStopsThePluginsAndDeletesTheCopies() throws Exception {
    Path trace = folder.resolve("trace");
    PluginSource.of("acme").stop(append(trace, "acme")).jarInto(drop);
    PluginSource.of("beta").stop(append(trace, "beta")).jarInto(drop);
    PluginHost host = open();

    host.close();

    assertThat(Files.readString(trace)).isEqualTo("betaacme");
    assertThat(folder.resolve("run")).isEmptyDirectory();
    assertThat(judge(host)).isEqualTo(CatalogResult.CLEAR);
  }

  private static String append(Path file, String text) {
    return String.format(
        Locale.ROOT,
        "java.nio.file.Files.writeString(java.nio.file.Path.of(\"%s\"), \"%s\","
            + " java.nio.file.StandardOpenOption.CREATE,"
            + " java.nio.file.StandardOpenOption.APPEND);",
        file.toString().replace("\\", "\\\\"),
        text);
  }
}
