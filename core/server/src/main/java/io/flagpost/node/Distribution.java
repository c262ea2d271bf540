package io.flagpost.node;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** The folder that the program was installed into. */
public final class Distribution {
  private Distribution() {}

  /**
   * The folder of {@code flagpost.jar}, which is the one above that of this program's jar; run from
   * anything else, the working directory.
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
