package io.flagpost.platform.database;

import io.flagpost.platform.ops.BuildInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The programs of the embedded PostgreSQL, unpacked once for all the demos that a test run starts:
 * each would take seconds for it. Gone with this JVM.
 */
public final class UnpackedPostgres {
  private UnpackedPostgres() {}

  /**
   * Puts them where a demo with this data folder looks for them, unless it has its own already.
   *
   * @param data {@code data.dir}
   */
  public static void lendTo(Path data) throws IOException {
    Path programs = Once.PROGRAMS;
    Path place = Files.createDirectories(data.resolve("pg")).resolve(programs.getFileName());
    if (!Files.exists(place)) {
      Files.createSymbolicLink(place, programs);
    }
  }

  private static final class Once {
    static final Path PROGRAMS = unpack();

    private static Path unpack() {
      try {
        Path parent = Files.createTempDirectory("flagpost-postgresql");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(parent), "delete-postgresql"));
        return PostgresBinaries.unpack(parent, BuildInfo.read().postgresql()).folder();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path parent) {
      try {
        PostgresBinaries.deleteTree(parent);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
