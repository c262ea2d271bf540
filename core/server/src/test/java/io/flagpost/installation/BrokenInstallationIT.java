package io.flagpost.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Program;
import io.flagpost.testing.Repository;
import io.flagpost.testing.RunsBesideOthers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a process whose libraries are not those that it was built with. */
@RunsBesideOthers
class BrokenInstallationIT {
  private static final int PATIENCE_SECONDS = 120;

  /** It is needed late in a start, with many threads running. */
  private static final String LIBRARY = "json-schema-validator";

  @TempDir private Path folder;

  @Test
  void aLibraryThatIsMissingEndsTheStartWithTheError() throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        Program.processOf(
                installation(), "demo", "--set", "database.url=postgresql://a@127.0.0.1:1/b")
            .redirectOutput(log.toFile());
    builder.environment().put("FLAGPOST_DATA_DIR", folder.resolve("data").toString());
    builder.environment().put("FLAGPOST_HTTP_PORT", "0");
    builder.environment().put("FLAGPOST_ADMIN_PORT", "0");

    Process process = builder.start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(log))
        .contains("The gateway cannot continue", NoClassDefFoundError.class.getName());
  }

  /** JUnit would warn of each of them. */
  @AfterEach
  void deleteLinks() throws IOException {
    for (Path file : files(libraries())) {
      Files.delete(file);
    }
  }

  /** Like the one that the build has made, without one library. */
  private Path installation() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path libraries = Files.createDirectory(libraries());
    for (Path file : files(Repository.distribution())) {
      Path here = home.resolve(file.getFileName());
      if (Files.isRegularFile(file)) {
        Files.copy(file, here); // of a link, the JVM would look for the libraries at its target
      } else if (!file.endsWith("lib")) {
        Files.createSymbolicLink(here, file);
      }
    }
    List<Path> all = files(Repository.distribution("lib"));
    List<Path> kept =
        all.stream().filter(file -> !file.getFileName().toString().startsWith(LIBRARY)).toList();
    assertThat(kept).hasSize(all.size() - 1);
    for (Path file : kept) {
      Files.createSymbolicLink(libraries.resolve(file.getFileName()), file);
    }
    return home.resolve("flagpost.jar");
  }

  private Path libraries() {
    return folder.resolve("home").resolve("lib");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
