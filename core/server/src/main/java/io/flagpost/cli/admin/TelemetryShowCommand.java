package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code flagpost telemetry show}: a record, what was said of it, and why. */
final class TelemetryShowCommand implements Callable<Integer> {
  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;

  TelemetryShowCommand(CommandModel operation, Console console, Clock clock) {
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
    JsonNode record = frame.client().call(arguments.call(console)).body();
    if (frame.isForPeople()) {
      print(record);
    } else {
      frame.print(record);
    }
    return ExitCodes.OK;
  }

  private void print(JsonNode record) {
    PrintWriter out = console.out();
    JsonNode standing = record.path("standing");
    out.println("Record    " + text(record, "record_id") + ", id " + text(record, "id"));
    out.println("Received  " + text(record, "received_at") + ", " + text(record, "environment"));
    out.println(
        "From      " + text(record, "client_address") + ", API key " + text(record, "api_key_id"));
    out.println("Flags     " + list(standing.path("flags")));
    out.println("Pending   " + list(standing.path("pending")));
    printSent(record);
    printReceipt(record.path("receipt"));
    record.path("verdicts").forEach(this::printVerdict);
    printAround(record.path("around"));
    out.flush();
  }

  private void printSent(JsonNode record) {
    heading("Sent");
    for (Map.Entry<String, JsonNode> member : record.path("sent").properties()) {
      if (!member.getValue().isNull()) {
        line(1, member.getKey() + ": " + CellText.of(member.getValue()));
      }
    }
    JsonNode raw = record.path("raw");
    for (String part : new String[] {"body", "query"}) {
      JsonNode octets = raw.path(part);
      if (octets.isObject()) {
        boolean isText = octets.path("text").isTextual();
        line(1, "raw " + part + ", " + text(octets, "octets") + " octets:");
        line(2, CellText.of(octets.path(isText ? "text" : "hex")));
      }
    }
  }

  private void printReceipt(JsonNode receipt) {
    heading("At receipt");
    if (!receipt.path("is_correct_format").asBoolean()) {
      line(1, "The format is not correct.");
    }
    printFlags(receipt.path("flags"));
    if (receipt.path("flags").isEmpty()) {
      line(1, "No check found anything.");
    }
  }

  private void printVerdict(JsonNode verdict) {
    heading(
        text(verdict, "decided_at")
            + "  "
            + text(verdict, "check")
            + " "
            + text(verdict, "check_version")
            + (verdict.path("mode").asText().equals("live") ? "" : ", " + text(verdict, "mode")));
    printFlags(verdict.path("flags"));
    if (verdict.path("reason").isTextual()) {
      line(1, text(verdict, "reason"));
    }
    if (verdict.path("pending").asBoolean()) {
      line(1, "It could not tell, and is asked again.");
    } else if (verdict.path("flags").isEmpty() && !verdict.path("reason").isTextual()) {
      line(1, "It found nothing.");
    }
  }

  private void printAround(JsonNode around) {
    for (String sender : new String[] {"license", "activation", "user"}) {
      JsonNode links = around.path(sender);
      if (links.isObject() && !(links.path("before").isEmpty() && links.path("after").isEmpty())) {
        heading("Of the same " + sender);
        links.path("before").forEach(link -> printLink("before", link));
        links.path("after").forEach(link -> printLink("after ", link));
      }
    }
  }

  private void printLink(String side, JsonNode link) {
    NarrowText narrow = new NarrowText(console);
    narrow.line(
        1,
        side + " " + NarrowText.second(link.path("received_at")) + "  " + text(link, "record_id"));
    narrow.line(
        2,
        "version "
            + text(link, "product_version")
            + ", from "
            + text(link, "client_address")
            + ", flags "
            + list(link.path("red_flags")));
  }

  private void printFlags(JsonNode flags) {
    for (JsonNode flag : flags) {
      line(1, text(flag, "code") + (flag.has("severity") ? ", " + text(flag, "severity") : ""));
      if (!flag.path("explanation").asText().isEmpty()) {
        line(2, text(flag, "explanation"));
      }
      for (Map.Entry<String, JsonNode> fact : flag.path("evidence").properties()) {
        line(2, CellText.of(fact.getKey()) + ": " + CellText.of(fact.getValue()));
      }
    }
  }

  private void heading(String text) {
    console.out().println();
    console.out().println(text);
  }

  private void line(int depth, String text) {
    console.out().println("  ".repeat(depth) + text);
  }

  private static String list(JsonNode codes) {
    return codes.isEmpty() ? "none" : CellText.of(codes);
  }

  private static String text(JsonNode json, String member) {
    return CellText.of(json.path(member));
  }
}
