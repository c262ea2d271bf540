package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.host.PluginLock.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginLockTest {
  private static final Entry ACME = new Entry("acme", "1.0.0", "a".repeat(64));
  private static final Entry BETA = new Entry("beta", "1.0.0", "b".repeat(64));

  @Test
  void whatIsWrittenIsReadAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("plugins.lock");
    PluginLock lock = PluginLock.EMPTY.with(BETA).with(ACME);

    lock.write(file);

    assertThat(PluginLock.read(file)).isEqualTo(lock);
    assertThat(lock.entries()).containsExactly(ACME, BETA);
    assertThat(Files.readAllLines(file)).endsWith("acme 1.0.0 " + ACME.sha256(), BETA.toString());
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void commentsAndEmptyLinesMeanNothing(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("plugins.lock"), "# Ours\n\n  " + ACME + "   # asked for by Kim\n");

    assertThat(PluginLock.read(file).entries()).containsExactly(ACME);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstId(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("plugins.lock"), "\ufeff" + ACME + "\r\n");
    assertThat(PluginLock.read(file).entries()).containsExactly(ACME);

    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0});
    assertThatThrownBy(() -> PluginLock.read(file)).hasMessageContaining("is not text in UTF-8");
  }

  @Test
  void aFileThatIsNotThereHoldsNothing(@TempDir Path folder) throws Exception {
    assertThat(PluginLock.read(folder.resolve("plugins.lock"))).isEqualTo(PluginLock.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "acme 1.0.0, must be an id",
    "acme 1.0.0 12345, 64 lower-case hex digits",
    "acme 1.0.0 x y, must be an id"
  })
  void aMalformedLineIsNamed(String line, String problem, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("plugins.lock"), ACME + "\n" + line + "\n");

    assertThatThrownBy(() -> PluginLock.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining(problem);
  }

  @Test
  void oneVersionHasOneHashAndAPluginMayHaveManyVersions() {
    Entry rebuilt = new Entry("acme", "1.0.0", "c".repeat(64));
    Entry newer = new Entry("acme", "1.1.0", "d".repeat(64));

    PluginLock lock = PluginLock.EMPTY.with(ACME).with(newer).with(BETA).with(rebuilt);

    assertThat(lock.entries()).containsExactly(rebuilt, newer, BETA);
  }

  @Test
  void mergedLocksTrustWhatAnyOfThemTrusts() {
    PluginLock merged =
        PluginLock.merged(List.of(PluginLock.EMPTY.with(BETA), PluginLock.EMPTY.with(ACME)));

    assertThat(merged.entries()).containsExactly(ACME, BETA);
    assertThat(merged.names(new PluginFile("acme", "1.0.0", ">=1.0.0", ACME.sha256()))).isTrue();
    assertThat(merged.names(new PluginFile("acme", "1.0.0", ">=1.0.0", BETA.sha256()))).isFalse();
  }

  @Test
  void theLockOfAFolderNamesItsPlugins(@TempDir Path folder) throws Exception {
    Path jar = PluginSource.of("acme").jarInto(folder);
    Path zip = PluginSource.of("beta").zipInto(folder);
    Files.writeString(folder.resolve("notes.txt"), "no plugin");

    LockBuilder.main(folder.toString(), folder.resolve(LockBuilder.FILE).toString());

    assertThat(PluginLock.read(folder.resolve(LockBuilder.FILE)).entries())
        .containsExactly(Entry.of(PluginFile.describe(jar)), Entry.of(PluginFile.describe(zip)));
  }

  @Test
  void aFileIsDescribedByItsManifestAndItsHash(@TempDir Path folder) throws Exception {
    Path jar = PluginSource.of("acme").jarInto(folder);

    PluginFile file = PluginFile.describe(jar);

    assertThat(file.id()).isEqualTo("acme");
    assertThat(file.version()).isEqualTo("1.2.3");
    assertThat(file.requires()).isEqualTo(">=1.0.0 & <2.0.0");
    assertThat(file.sha256()).hasSize(64).isEqualTo(FileDigest.of(jar));
  }

  @Test
  void aFileThatIsNoPluginIsNotDescribed(@TempDir Path folder) throws Exception {
    Path jar = PluginSource.of("acme").without("Plugin-Id").jarInto(folder);

    assertThatThrownBy(() -> PluginFile.describe(jar))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("acme.jar")
        .hasMessageContaining("Plugin-Id");
  }
}
