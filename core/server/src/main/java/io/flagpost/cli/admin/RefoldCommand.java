package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code flagpost refold start} and {@code flagpost refold show}: how far a refold is, on a
 * terminal until it is done. It goes on without anybody who looks.
 */
final class RefoldCommand implements Callable<Integer> {
  private static final int WIDTH = 79;
  private static final long LOOK_AGAIN_MILLIS = 500;
  private static final List<String> COLUMNS =
      List.of("shard", "state", "records_done", "records_total");

  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;
  private final boolean starts;
  private final String option;

  private RefoldCommand(CommandModel operation, Console console, Clock clock, boolean starts) {
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
    this.starts = starts;
    this.option = starts ? "--no-wait" : "--wait";
  }

  /** One that has states made again. */
  static RefoldCommand start(CommandModel operation, Console console, Clock clock) {
    return new RefoldCommand(operation, console, clock, true);
  }

  /** One that looks. */
  static RefoldCommand show(CommandModel operation, Console console, Clock clock) {
    return new RefoldCommand(operation, console, clock, false);
  }

  /** The command for picocli. */
  CommandSpec spec() {
    arguments.addAll();
    frame
        .spec()
        .addOption(
            OptionSpec.builder(option)
                .type(boolean.class)
                .order(502)
                .description(starts ? "Do not wait until it is done" : "Wait until it is done")
                .build());
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    AdminClient client = frame.client();
    JsonNode refold = client.call(arguments.call(console)).body();
    boolean given = Boolean.TRUE.equals(frame.spec().findOption(option).getValue());
    if (given != starts && !isDone(refold)) {
      refold = follow(client, refold);
    }
    print(refold);
    return ExitCodes.OK;
  }

  private JsonNode follow(AdminClient client, JsonNode first) throws InterruptedException {
    long id = first.path("id").asLong();
    if (starts) {
      console.err().println("Refold " + id + " goes on by itself, also when this ends (Ctrl-C).");
      console.err().println("Look again with: flagpost refold show " + id);
    }
    JsonNode refold = first;
    while (!isDone(refold)) {
      show(refold);
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      refold = client.call(Call.of("GET", "/admin/v1/refolds/" + id)).body();
    }
    show(refold);
    if (console.terminal().isThere()) {
      console.err().println();
    }
    return refold;
  }

  private static boolean isDone(JsonNode refold) {
    return refold.path("state").asText().equals("done");
  }

  /** On one line, which the next one takes the place of. */
  private void show(JsonNode refold) {
    if (console.terminal().isThere()) {
      String line =
          String.format(
              Locale.ROOT,
              "%s: %,d of %,d records",
              CellText.of(refold.path("state")),
              refold.path("records_done").asLong(),
              refold.path("records_total").asLong());
      console.progress().print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
      console.progress().flush();
    }
  }

  private void print(JsonNode refold) {
    boolean json = frame.output().json();
    ObjectNode shown = refold.deepCopy();
    if (!json) {
      shown.remove("shards");
    }
    new AnswerPrinter(console, json).print(shown, Set.of(), null);
    if (!json) {
      TableText table = new TableText(console.out(), COLUMNS);
      console.out().println();
      refold.path("shards").forEach(table::add);
      table.flush();
    }
  }
}
