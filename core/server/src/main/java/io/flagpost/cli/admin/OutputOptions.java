package io.flagpost.cli.admin;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command prints what it got. */
final class OutputOptions {
  enum Format {
    TABLE,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      order = 1_000,
      defaultValue = "TABLE",
      description =
          "table or json; json is what the gateway answers, a list as one array (default: table)")
  private Format format = Format.TABLE;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      order = 1_001,
      description = "Print nothing but this member of each record, a line each: for scripts")
  private @Nullable String column;

  /** The one member that is asked for; null: all that the format shows. */
  @Nullable String column() {
    return column;
  }

  boolean json() {
    return format == Format.JSON;
  }
}
