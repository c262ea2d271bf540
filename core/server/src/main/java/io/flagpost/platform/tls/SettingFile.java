package io.flagpost.platform.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that a setting names.
 *
 * @param setting the setting's key, such as {@code http.tls.key}
 * @param path the path of the file
 */
record SettingFile(String setting, Path path) {

  byte[] read() {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new UnreadableFileException(text("there is no such file"));
    } catch (IOException e) {
      throw new UnreadableFileException(
          text("cannot be read (" + e.getClass().getSimpleName() + ")"));
    }
  }

  TlsException broken(String why) {
    return new TlsException(text(why));
  }

  private String text(String why) {
    return setting + " (" + path + "): " + why;
  }
}
