package io.flagpost.node.config;

import io.flagpost.platform.files.TextFile;
import io.flagpost.platform.files.TextFile.NoTextException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads configuration files of a plausible size. The YAML parser copies a word each time that it
 * reads more of it, so a word of ten million letters would take minutes.
 */
final class ConfigText {
  static final int MOST_BYTES = 1 << 20;
  static final int LONGEST_LINE = 64 << 10;

  private ConfigText() {}

  /**
   * Reads a file.
   *
   * @throws UnfitFileException if it is too large, has a line that is too long, or is not text
   * @throws IOException if it cannot be read
   */
  static String read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new UnfitFileException("is larger than " + (MOST_BYTES >> 10) + " KiB");
    }
    int line = 1;
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        line += bytes[i] == '\n' ? 1 : 0;
        begin = i + 1;
      } else if (i - begin >= LONGEST_LINE) {
        throw new UnfitFileException(
            "has more than " + (LONGEST_LINE >> 10) + " KiB in line " + line);
      }
    }
    try {
      return TextFile.decode(bytes, file.toString());
    } catch (NoTextException e) {
      throw new UnfitFileException("is no text in UTF-8 or marked UTF-16: save it as UTF-8");
    }
  }

  /** A file that does not look like configuration; the message is a predicate. */
  static final class UnfitFileException extends IOException {
    private static final long serialVersionUID = 1L;

    UnfitFileException(String message) {
      super(message);
    }
  }
}
