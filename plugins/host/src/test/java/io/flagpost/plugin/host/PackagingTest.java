package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.host.PluginStatus.State;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins that are packed as they should not be: what is said of them helps their authors. */
class PackagingTest extends PluginHostFixture {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  @ParameterizedTest
  @CsvSource({
    "../outside.txt, leads out of the archive",
    "lib/../../outside.txt, leads out of the archive",
    "'..\\outside.txt', leads out of the archive",
    "/etc/outside.txt, absolute path",
    "C:/outside.txt, absolute path",
    "'lib\\outside.jar', backslashes",
    "' ', blank"
  })
  void anEntryThatPointsElsewhereIsRefused(String entry, String reason) throws Exception {
    Map<String, byte[]> entries = entries();
    entries.put(entry, new byte[1]);
    pack(entries);

    assertThat(refusal("acme.zip")).contains(reason).doesNotContain("Exception");
    assertThat(folder.resolve("outside.txt")).doesNotExist();
  }

  @Test
  void anEntryThatIsThereTwiceIsRefused() throws Exception {
    Map<String, byte[]> entries = entries();
    entries.put("lib/a.jar", new byte[1]);
    entries.put("lib/b.jar", new byte[1]);
    Path zip = pack(entries);
    replace(zip, "lib/b.jar", "lib/a.jar");

    assertThat(refusal("acme.zip")).isEqualTo("contains lib/a.jar twice");
  }

  @Test
  void aSymbolicLinkIsRefused() throws Exception {
    Map<String, byte[]> entries = entries();
    entries.put("lib/link.jar", "/etc/passwd".getBytes(StandardCharsets.UTF_8));
    Path zip = pack(entries);
    byte[] bytes = Files.readAllBytes(zip);
    int name = lastIndexOf(bytes, "lib/link.jar");
    bytes[name - 46 + 5] = 3; // made by Unix
    bytes[name - 46 + 41] = (byte) 0xA1; // a symbolic link
    Files.write(zip, bytes);

    assertThat(refusal("acme.zip")).contains("symbolic link, lib/link.jar");
  }

  @Test
  void aZipThatUnpacksToMoreThanItSaysIsStoppedOnTheWay() throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("lib/zeros.jar", new byte[1 << 20]);
    Path zip = pack(entries);

    assertThatThrownBy(() -> ZipUnpacking.unpack(zip, folder.resolve("unpacked"), 1 << 19))
        .isInstanceOf(PluginRefusedException.class)
        .hasMessageContaining("unpacks to more than");
  }

  @Test
  void aZipThatSaysThatItUnpacksToTooMuchIsNotEvenOpened() throws Exception {
    Map<String, byte[]> entries = entries();
    entries.put("lib/a.jar", new byte[1]);
    Path zip = pack(entries);
    byte[] bytes = Files.readAllBytes(zip);
    bytes[lastIndexOf(bytes, "lib/a.jar") - 46 + 27] = 0x7F; // almost 2 GiB
    Files.write(zip, bytes);

    assertThat(refusal("acme.zip")).isEqualTo("unpacks to more than 1024 MiB");
  }

  @Test
  void tooManyEntriesAreRefused() throws Exception {
    Map<String, byte[]> entries = entries();
    for (int i = 0; i < 66_000; i++) {
      entries.put("classes/" + i, new byte[0]);
    }
    pack(entries);

    assertThat(refusal("acme.zip")).contains("more than 65,534 entries");
  }

  @Test
  void aZipInAnotherLayoutIsToldWhichOneIsMeant() throws Exception {
    Map<String, byte[]> nested = new LinkedHashMap<>();
    entries().forEach((name, content) -> nested.put("acme-1.0/" + name, content));
    pack(nested);
    assertThat(refusal("acme.zip")).contains("everything is inside the folder acme-1.0/");
    closeHost();

    Map<String, byte[]> flat = new LinkedHashMap<>();
    entries().forEach((name, content) -> flat.put(name.replace("classes/", ""), content));
    pack(flat);
    assertThat(refusal("acme.zip")).contains("layout of a jar: rename it to .jar");
    closeHost();

    Map<String, byte[]> library = Map.of("lib/acme.jar", new byte[1]);
    pack(library);
    assertThat(refusal("acme.zip"))
        .contains("classes/META-INF/MANIFEST.MF is missing", "manifest under classes/");
    closeHost();

    Files.move(pack(entries()), drop.resolve("acme.jar"));
    assertThat(refusal("acme.jar")).contains("layout of a zip: rename it to .zip");
  }

  @Test
  void emptyFilesAndArchivesWithNothingInThemAreToldApart() throws Exception {
    Files.createFile(drop.resolve("acme.zip"));
    assertThat(refusal("acme.zip")).isEqualTo("cannot be read: it is empty");
    closeHost();

    byte[] end = new byte[22];
    System.arraycopy(new byte[] {'P', 'K', 5, 6}, 0, end, 0, 4);
    Files.write(drop.resolve("acme.zip"), end);
    assertThat(refusal("acme.zip")).isEqualTo("cannot be read: it has no entries");
  }

  @Test
  void aLibraryAmongThePluginsIsSentWhereItBelongs() throws Exception {
    PluginSource.of("acme").without("Plugin-Id").without("Plugin-Version").jarInto(drop);

    assertThat(refusal("acme.jar")).contains("not a plugin", "under lib/");
  }

  @Test
  void aManifestThatIsMalformedIsNamed() throws Exception {
    Map<String, byte[]> entries = entries();
    entries.put("classes/" + MANIFEST, "no manifest\n\n".getBytes(StandardCharsets.UTF_8));
    pack(entries);

    assertThat(refusal("acme.zip"))
        .contains("classes/META-INF/MANIFEST.MF is malformed")
        .doesNotContain("Exception");
  }

  @Test
  void aRangeOfVersionsThatWouldOverflowItsParserIsRefusedLikeAnyOther() throws Exception {
    PluginSource.of("acme").manifest("Plugin-Requires", "(".repeat(60_000)).jarInto(drop);
    PluginSource.of("good").jarInto(drop);

    assertThat(refusal("acme.jar")).contains("Plugin-Requires must be").hasSizeLessThan(500);
  }

  @Test
  void anIdThatIsNoneIsNotPassedOn() throws Exception {
    PluginSource.of("acme").manifest("Plugin-Id", "a".repeat(60_000)).jarInto(drop);

    PluginStatus status = status(open(), "acme.jar");

    assertThat(status.id()).isEmpty();
    assertThat(status.reason()).contains("Plugin-Id must be").hasSizeLessThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.99999999999", "v1.2.3"})
  void aVersionThatCannotBeComparedIsRefused(String version) throws Exception {
    PluginSource.of("acme").version(version).jarInto(drop);

    assertThat(refusal("acme.jar")).contains("Plugin-Version must be x.y.z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3", "0.0.1-SNAPSHOT", "1.0.0-rc.1+build.5", "1.0.0-20260101120000"})
  void everyOtherVersionIsTaken(String version) throws Exception {
    PluginSource.of("acme").version(version).jarInto(drop);

    assertThat(status(open(), "acme.jar").state()).isEqualTo(State.RUNNING);
  }

  @Test
  void classesForANewerJavaNameTheOneThatIsNeededAndTheOneThatRuns() throws Exception {
    Map<String, byte[]> entries = entries();
    byte[] main = Objects.requireNonNull(entries.get("classes/acme/Main.class")).clone();
    main[7] = 44 + 80;
    entries.put("classes/acme/Main.class", main);
    pack(entries);

    assertThat(refusal("acme.zip"))
        .contains(
            "its class acme.Main needs Java 80", "runs on Java " + Runtime.version().feature())
        .doesNotContain("Error");
  }

  @ParameterizedTest
  @CsvSource({
    "kotlin/jvm/internal/Intrinsics, the Kotlin standard library",
    "io/vertx/core/Vertx, Vert.x",
    "com/fasterxml/jackson/databind/ObjectMapper, Jackson",
    "com/acme/Other, is missing"
  })
  void aLibraryThatIsMissingIsNamedAndWhereItGoes(String name, String library) throws Exception {
    PluginSource.of("acme")
        .start("throw new NoClassDefFoundError(\"" + name + "\");")
        .jarInto(drop);

    assertThat(refusal("acme.jar"))
        .contains("class " + name.replace('/', '.'), library, "under lib/")
        .doesNotContain("NoClassDefFoundError");
  }

  @Test
  void aPluginClassThatCannotBeMadeIsToldWhy() throws Exception {
    PluginSource.of("acme").manifest("Plugin-Class", "acme.Main$Check").jarInto(drop);
    assertThat(refusal("acme.jar")).contains("acme.Main$Check does not implement RedFlagPlugin");
    closeHost();

    PluginSource.of("acme")
        .member(
            "public static final class Other implements RedFlagPlugin { public Other(int x) {}"
                + " public List<RedFlagCheck> start(PluginContext c) { return List.of(); } }"
                + " static class Hidden extends Main2 {}"
                + " public abstract static class Main2 implements RedFlagPlugin {"
                + " public List<RedFlagCheck> start(PluginContext c) { return List.of(); } }")
        .manifest("Plugin-Class", "acme.Main$Other")
        .jarInto(drop);
    assertThat(refusal("acme.jar")).contains("has no public constructor without parameters");
    closeHost();
  }

  @ParameterizedTest
  @CsvSource({
    "PT10S, 10 seconds",
    "PT1S, 1 second",
    "PT0.25S, 250 milliseconds",
    "PT90S, 1 minute and 30 seconds",
    "PT24H, 1 day",
    "PT0S, 0 seconds"
  })
  void spansOfTimeAreSaidInWords(Duration span, String words) {
    assertThat(Spans.inWords(span)).isEqualTo(words);
  }

  private String refusal(String file) {
    PluginStatus status = status(open(), file);
    assertThat(status.state()).isEqualTo(State.REFUSED);
    return status.reason();
  }

  /** What is in a good zip. */
  private Map<String, byte[]> entries() throws IOException {
    Path good = PluginSource.of("acme").zipInto(folder);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(good))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  private Path pack(Map<String, byte[]> entries) throws IOException {
    Path zip = drop.resolve("acme.zip");
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip)))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return zip;
  }

  /** Renames an entry in the directory and in its own header. */
  private static void replace(Path zip, String name, String other) throws IOException {
    String text = Files.readString(zip, StandardCharsets.ISO_8859_1).replace(name, other);
    Files.writeString(zip, text, StandardCharsets.ISO_8859_1);
  }

  private static int lastIndexOf(byte[] bytes, String name) {
    return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(name);
  }
}
