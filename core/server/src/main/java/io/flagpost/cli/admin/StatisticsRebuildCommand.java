package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code flagpost statistics rebuild}: shows its progress, and then what was done. */
final class StatisticsRebuildCommand implements Callable<Integer> {
  private static final String BROKEN_OFF =
      "the rebuild was interrupted; days that are done stay done, and it can be run again";

  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;

  StatisticsRebuildCommand(CommandModel operation, Console console, Clock clock) {
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
  }

  /** The command for picocli. */
  CommandSpec spec() {
    arguments.addAll();
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    JsonNode report =
        new StreamedProgress(console, BROKEN_OFF, StatisticsRebuildCommand::text)
            .follow(frame.client(), arguments.call(console));
    frame.print(report);
    return report.path("ending").asText().equals("complete") ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static String text(JsonNode progress) {
    return String.format(
        Locale.ROOT,
        "%s: %,d records; days done: %,d",
        CellText.of(progress.path("day")),
        progress.path("day_records").asLong(),
        progress.path("days_done").asLong());
  }
}
