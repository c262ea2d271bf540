package io.flagpost.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the working copy that is being tested. */
public final class Repository {
  private static final Path ROOT = root();

  private Repository() {}

  /** A file or folder, by its path from the top. */
  public static Path path(String first, String... more) {
    return ROOT.resolve(Path.of(first, more));
  }

  /** A guide in {@code core/docs}. */
  public static Path guide(String name) {
    return path("core", "docs", name);
  }

  /** A file or folder of the distribution that this build has made. */
  public static Path distribution(String... names) {
    return path("core", "target", "flagpost").resolve(Path.of("", names));
  }

  /** Modules stand at different depths: the top is where the build keeps its own settings. */
  private static Path root() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(".mvn"))) {
        return folder;
      }
    }
    throw new IllegalStateException("Not inside of the repository: " + start);
  }
}
