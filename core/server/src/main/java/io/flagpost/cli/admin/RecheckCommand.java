package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code flagpost recheck}: shows its progress, and then the result. */
final class RecheckCommand implements Callable<Integer> {
  private static final String BROKEN_OFF =
      "the re-check was interrupted; verdicts written so far stay";

  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;

  RecheckCommand(CommandModel operation, Console console, Clock clock) {
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
        new StreamedProgress(console, BROKEN_OFF, RecheckCommand::text)
            .follow(frame.client(), arguments.call(console));
    print(report);
    return report.path("ending").asText().equals("complete") ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static String text(JsonNode progress) {
    String records = CellText.of(progress.path("records")) + " records";
    return progress.path("reached").isTextual()
        ? records + ", up to " + CellText.of(progress.path("reached"))
        : records;
  }

  private void print(JsonNode report) {
    if (!frame.isForPeople()) {
      frame.print(report);
    } else {
      ObjectNode numbers = report.deepCopy();
      numbers.remove("examples");
      frame.print(numbers);
      PrintWriter out = console.out();
      for (JsonNode example : report.path("examples")) {
        out.println(
            "  record "
                + CellText.of(example.path("id"))
                + ": "
                + codes(example.path("before"))
                + " -> "
                + codes(example.path("after")));
      }
      out.flush();
    }
  }

  private static String codes(JsonNode codes) {
    StringBuilder text = new StringBuilder();
    for (JsonNode code : codes) {
      text.append(text.isEmpty() ? "" : ", ").append(CellText.of(code));
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }
}
