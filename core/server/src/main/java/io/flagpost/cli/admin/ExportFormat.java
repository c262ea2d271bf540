package io.flagpost.cli.admin;

import java.util.Locale;
import java.util.Optional;

/** The form of a file of records. */
enum ExportFormat {
  CSV("csv", ".*\\.csv"),
  NDJSON("ndjson", ".*\\.(ndjson|jsonl)"),
  /** Made here, of NDJSON. */
  PARQUET("ndjson", ".*\\.parquet");

  private final String sent;
  private final String name;

  ExportFormat(String sent, String name) {
    this.sent = sent;
    this.name = name;
  }

  /** The format that the gateway is asked for. */
  String sent() {
    return sent;
  }

  /** The format that a file's name suggests. */
  static Optional<ExportFormat> ofFile(String file) {
    for (ExportFormat format : values()) {
      if (file.toLowerCase(Locale.ROOT).matches(format.name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
