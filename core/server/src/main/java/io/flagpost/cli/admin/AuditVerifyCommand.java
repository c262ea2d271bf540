package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code flagpost audit verify}. */
final class AuditVerifyCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofHours(1);

  private final CommandModel operation;
  private final Console console;
  private final OperationFrame frame;

  AuditVerifyCommand(CommandModel operation, Console console, Clock clock) {
    this.operation = operation;
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
  }

  /** The command for picocli. */
  CommandSpec spec() {
    Map<String, String> codes = ExitCodes.ofRequests();
    codes.put("0", "the log is what the gateway wrote");
    codes.put("1", "it is not, or it could not be verified");
    return frame.described(codes);
  }

  @Override
  public Integer call() throws InterruptedException {
    JsonNode report =
        frame.client().call(Call.of(operation.method(), operation.path()), LIMIT).body();
    if (frame.isForPeople()) {
      print(report);
    } else {
      frame.print(report);
    }
    return report.path("valid").asBoolean() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private void print(JsonNode report) {
    PrintWriter out = console.out();
    JsonNode problem = report.path("problem");
    JsonNode head = report.path("head");
    if (report.path("valid").asBoolean()) {
      out.println("The audit log is valid.");
    } else {
      out.println("The audit log is NOT VALID.");
    }
    if (problem.isObject()) {
      out.println(
          "First bad entry  "
              + CellText.of(problem.path("entry"))
              + " ("
              + CellText.of(problem.path("kind"))
              + "): "
              + CellText.of(problem.path("explanation")));
    }
    out.println("Valid entries    " + CellText.of(report.path("entries")));
    if (head.isObject()) {
      out.println(
          "The last         "
              + CellText.of(head.path("number"))
              + ", "
              + CellText.of(head.path("at")));
      out.println("Its MAC          " + CellText.of(head.path("mac")));
    }
    out.println("Checkpoints      " + CellText.of(report.path("checkpoints")));
    out.println("Checkpoint key   " + CellText.of(report.path("checkpoint_fingerprint")));
    for (JsonNode warning : report.path("warnings")) {
      out.println("Warning          " + CellText.of(warning));
    }
    out.flush();
  }
}
