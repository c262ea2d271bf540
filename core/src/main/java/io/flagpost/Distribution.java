package io.flagpost;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** The folder that the program was installed into. */
final class Distribution {
  private Distribution() {}

  /** The folder of {@code flagpost.jar}; run from anything else, the working directory. */
  static Path home() {
    CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
    try {
      Path code = source == null ? Path.of("") : Path.of(source.getLocation().toURI());
      Path folder = code.toAbsolutePath().getParent();
      return Files.isRegularFile(code) && folder != null ? folder : Path.of("").toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
