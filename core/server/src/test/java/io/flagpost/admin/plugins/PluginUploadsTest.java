package io.flagpost.admin.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.admin.api.ProblemException;
import io.flagpost.plugin.host.PluginFile;
import io.flagpost.testing.Futures;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files in the plugin folder, and of their signatures. */
class PluginUploadsTest {
  private static final PluginFile PLUGIN = new PluginFile("acme", "2.0.0", ">=1.0.0", "00");

  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private PluginUploads uploads;

  @BeforeEach
  void open() throws IOException {
    uploads = new PluginUploads(vertx, folder);
    Files.createDirectory(folder.resolve(".arriving"));
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void aFileIsNamedByIdAndVersion() {
    assertThat(PluginUploads.Upload.nameOf(PLUGIN, "jar")).isEqualTo("acme-2.0.0.jar");
    assertThat(PluginUploads.Upload.nameOf(PLUGIN, "zip")).isEqualTo("acme-2.0.0.zip");
  }

  @Test
  void aNewPluginIsThereWithItsSignature() throws IOException {
    PluginUploads.Placement placement = place(Optional.of("c2lnbmVk"), Optional.empty(), false);

    finish(placement);

    assertThat(files())
        .isEqualTo(Map.of("acme-2.0.0.jar", "new", "acme-2.0.0.jar.sig", "c2lnbmVk\n"));
  }

  @Test
  void theFileThatItReplacesIsRemovedWithItsSignatureWhateverItsName() throws IOException {
    write("Probe_old.zip", "old");
    write("Probe_old.zip.sig", "signed");
    write("other.jar", "other");

    finish(place(Optional.empty(), Optional.of("Probe_old.zip"), false));

    assertThat(files()).isEqualTo(Map.of("acme-2.0.0.jar", "new", "other.jar", "other"));
  }

  @Test
  void undoneTheFilesAreAsTheyWere() throws IOException {
    write("acme.jar", "old");
    write("acme.jar.sig", "signed");
    write("acme-2.0.0.jar", "refused");
    Map<String, String> before = files();

    PluginUploads.Placement placement =
        place(Optional.of("c2lnbmVk"), Optional.of("acme.jar"), true);
    assertThat(files()).isNotEqualTo(before);
    Futures.await(uploads.undo(placement));

    assertThat(files()).isEqualTo(before);
    assertThat(arriving()).isEmpty();
  }

  @Test
  void aRebuiltPluginReplacesItsOwnFile() throws IOException {
    write("acme-2.0.0.jar", "old");
    write("acme-2.0.0.jar.sig", "signed");

    PluginUploads.Placement placement =
        place(Optional.empty(), Optional.of("acme-2.0.0.jar"), true);
    assertThat(files()).isEqualTo(Map.of("acme-2.0.0.jar", "new"));
    Futures.await(uploads.undo(placement));

    assertThat(files()).isEqualTo(Map.of("acme-2.0.0.jar", "old", "acme-2.0.0.jar.sig", "signed"));
  }

  @Test
  void anotherPluginsFileIsNotOverwritten() throws IOException {
    write("acme-2.0.0.jar", "of another plugin");
    write("acme.jar", "old");

    assertThatThrownBy(() -> place(Optional.empty(), Optional.of("acme.jar"), false))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("already a file named acme-2.0.0.jar");

    assertThat(files()).isEqualTo(Map.of("acme-2.0.0.jar", "of another plugin", "acme.jar", "old"));
  }

  @Test
  void whatWasTakenOutCanBePutBack() throws IOException {
    write("acme.jar", "old");
    write("acme.jar.sig", "signed");
    Map<String, String> before = files();

    PluginUploads.Placement placement = Futures.await(uploads.takeOut("acme.jar"));
    assertThat(files()).isEmpty();
    Futures.await(uploads.undo(placement));

    assertThat(files()).isEqualTo(before);
  }

  private PluginUploads.Placement place(
      Optional<String> signature, Optional<String> replaced, boolean overwrites)
      throws IOException {
    Path file = Files.writeString(folder.resolve(".arriving").resolve("upload.jar"), "new");
    PluginUploads.Upload upload =
        new PluginUploads.Upload(
            file, PluginUploads.Upload.nameOf(PLUGIN, "jar"), PLUGIN, signature);
    return Futures.await(uploads.place(upload, replaced, overwrites));
  }

  private void finish(PluginUploads.Placement placement) throws IOException {
    Futures.await(uploads.finish(placement));
    assertThat(arriving()).isEmpty();
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private Map<String, String> files() throws IOException {
    return contents(folder);
  }

  private Map<String, String> arriving() throws IOException {
    return contents(folder.resolve(".arriving"));
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
