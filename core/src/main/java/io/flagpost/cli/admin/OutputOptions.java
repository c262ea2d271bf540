package io.flagpost.cli.admin;

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

  boolean json() {
    return format == Format.JSON;
  }
}
