package io.flagpost.cli;

import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.node.config.InvalidConfigException;
import io.flagpost.node.config.Mode;
import io.flagpost.telemetry.spool.SpoolReader;
import io.flagpost.telemetry.spool.SpoolReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flagpost spool status|export}. */
@Command(
    name = "spool",
    description = {
      "Inspect the spool, where records wait for PostgreSQL.",
      "Reads the files on this machine, whether or not a gateway is running, and without"
          + " PostgreSQL. Changes nothing."
    })
final class SpoolCommand {
  private final Console console;

  SpoolCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "status",
      description = {
        "Show what is in the spool: how many records wait, since when, and what is damaged.",
        "A record that PostgreSQL refused stays in the spool and is offered again at the next"
            + " start."
      },
      exitCodeList = {
        "0:done; nothing is wrong with it, though records may wait in it",
        "1:something was damaged or refused, or it cannot be read",
        "2:the command line is wrong"
      })
  int status(@Mixin ConfigOptions options) {
    try {
      SpoolReport report = new SpoolReader(folder(options)).report();
      print(report);
      return report.damaged().isEmpty() && report.refused() == 0 ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private void print(SpoolReport report) {
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("records", report.records());
    lines.put("bytes", report.bytes());
    lines.put("oldest", Objects.requireNonNullElse(report.oldest(), "-"));
    lines.put("newest", Objects.requireNonNullElse(report.newest(), "-"));
    lines.put("refused", report.refused());
    lines.put("damaged", report.damaged().size());
    PrintWriter out = console.out();
    lines.forEach((name, value) -> out.println(name + ": " + value));
    report
        .damaged()
        .forEach(
            (folder, result) ->
                out.println(
                    "  " + folder + ": " + Objects.requireNonNullElse(result, "not searched yet")));
    out.flush();
  }

  @Command(
      name = "export",
      description = {
        "Write every record in the spool as JSON, one per line, the oldest first.",
        "They stay in the spool. The output has everything that was sent, license keys included."
      },
      exitCodeList = {
        "0:every record was written",
        "1:some records, or all, could not be read or written",
        "2:the command line is wrong"
      })
  int export(
      @Mixin ConfigOptions options,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description =
                  "Write to this file, readable by its owner only; it appears when it is complete"
                      + " (default: the standard output)")
          @Nullable Path out,
      @Option(
              names = "--damaged",
              paramLabel = "FOLDER",
              description =
                  "Read this folder instead, one that was set aside because of damage; its records"
                      + " are in no particular order")
          @Nullable Path damaged) {
    Path folder = folder(options);
    SpoolExport export = new SpoolExport(console);
    try {
      if (damaged != null && !Files.isDirectory(damaged)) {
        throw new CommandFailure(ExitCodes.USAGE, damaged + " is not a folder");
      }
      SpoolExport.Source source =
          damaged == null
              ? new SpoolReader(folder)::export
              : sink -> SpoolReader.exportDamaged(damaged, sink);
      return export.run(source, out) ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCodes.FAILED, "the export failed and is incomplete: " + e.getMessage());
    }
  }

  private Path folder(ConfigOptions options) {
    try {
      return options.load(console, Mode.PRODUCTION).config().data().dir().resolve("spool");
    } catch (InvalidConfigException e) {
      throw new CommandFailure(ExitCodes.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
