package io.flagpost.cli.admin;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command prints its result. */
final class OutputOptions {
  enum Format {
    TABLE,
    JSON,
    CSV
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      order = 1_000,
      defaultValue = "TABLE",
      description =
          "table, json or csv; json is the gateway's answer, a list as one array (default: table)")
  private Format format = Format.TABLE;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      order = 1_001,
      description = "Print only this member of each record, one per line: for scripts")
  private @Nullable String column;

  /** The one requested member; null for all that the format shows. */
  @Nullable String column() {
    return column;
  }

  boolean json() {
    return format == Format.JSON;
  }

  /** Whether a spreadsheet is to read it. */
  boolean csv() {
    return format == Format.CSV;
  }
}
