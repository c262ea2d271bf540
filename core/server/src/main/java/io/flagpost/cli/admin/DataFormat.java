package io.flagpost.cli.admin;

import java.util.Locale;
import java.util.Optional;

/** The format of rows in a file. */
enum DataFormat {
  CSV("text/csv", "\\.csv"),
  NDJSON("application/x-ndjson", "\\.(ndjson|jsonl)");

  private final String mediaType;
  private final String ending;

  DataFormat(String mediaType, String ending) {
    this.mediaType = mediaType;
    this.ending = ending;
  }

  String mediaType() {
    return mediaType;
  }

  /** The format that a file's name suggests, compressed or not. */
  static Optional<DataFormat> ofFile(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    for (DataFormat format : values()) {
      if (plain.matches(".*" + format.ending)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
