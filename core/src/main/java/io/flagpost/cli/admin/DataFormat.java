package io.flagpost.cli.admin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How rows are written in a file. */
enum DataFormat {
  CSV("text/csv", List.of(".csv")),
  NDJSON("application/x-ndjson", List.of(".ndjson", ".jsonl"));

  private final String mediaType;
  private final List<String> endings;

  DataFormat(String mediaType, List<String> endings) {
    this.mediaType = mediaType;
    this.endings = endings;
  }

  String mediaType() {
    return mediaType;
  }

  /** What a file is by its name, compressed or not. */
  static Optional<DataFormat> ofFile(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    for (DataFormat format : values()) {
      if (format.endings.stream().anyMatch(plain::endsWith)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
