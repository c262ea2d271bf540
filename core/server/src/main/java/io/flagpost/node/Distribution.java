package io.flagpost.node;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** The folder in which the program is installed. */
public final class Distribution {
  private Distribution() {}

  /**
   * The folder of {@code flagpost.jar}, the parent of the folder of this program's jar; if it does
   * not run from such a jar, the working directory.
   */
  public static Path home() {
    CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
    try {
      Path code = source == null ? Path.of("") : Path.of(source.getLocation().toURI());
      Path folder = code.toAbsolutePath().resolve("../..").normalize();
      return Files.isRegularFile(code) ? folder : Path.of("").toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
