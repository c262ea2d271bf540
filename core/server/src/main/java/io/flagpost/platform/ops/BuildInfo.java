package io.flagpost.platform.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version the program's version
 * @param postgresql the version of the embedded PostgreSQL
 */
public record BuildInfo(String version, String postgresql) {

  /** Reads what the build wrote down. */
  public static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream stream = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (stream == null) {
        throw new IllegalStateException("The build has left no build.properties");
      }
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version", ""), properties.getProperty("postgresql", ""));
  }
}
