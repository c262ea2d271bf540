package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code flagpost telemetry timeline}: what there is about one license, activation or user. */
final class TelemetryTimelineCommand implements Callable<Integer> {
  private static final int MOST_ACTIVATIONS = 10;
  private static final int NAME = 38;
  private static final int NUMBER = 9;

  /** The lists, as the answer calls them; people read them with a capital. */
  private static final List<String> LISTS =
      List.of("flags", "versions", "activations", "addresses", "users", "licenses");

  private final CommandModel operation;
  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;
  private final NarrowText text;

  TelemetryTimelineCommand(CommandModel operation, Console console, Clock clock) {
    this.operation = operation;
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
    this.text = new NarrowText(console);
  }

  /** The command for picocli. */
  CommandSpec spec() {
    arguments.addAll();
    frame
        .spec()
        .usageMessage()
        .customSynopsis(operation.synopsis(""))
        .footer("", "TIME is " + TimeText.FORMS + ".");
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    JsonNode timeline = frame.client().call(arguments.call(console)).body();
    if (frame.isForPeople()) {
      print(timeline);
    } else {
      frame.print(timeline);
    }
    return ExitCodes.OK;
  }

  private void print(JsonNode timeline) {
    JsonNode seen = timeline.path("seen");
    text.line(
        0,
        "From      "
            + NarrowText.second(timeline.path("from"))
            + " to "
            + NarrowText.second(timeline.path("to")));
    text.line(
        0,
        "Records   "
            + CellText.of(seen.path("records"))
            + ", with flags "
            + CellText.of(seen.path("flagged")));
    text.line(
        0,
        "Received  "
            + NarrowText.second(seen.path("first_at"))
            + " to "
            + NarrowText.second(seen.path("last_at")));
    if (!seen.path("is_complete").asBoolean()) {
      text.line(0, "There are more records: only the newest of these days were looked at.");
    }
    timeline.path("registry").forEach(this::printLicense);
    for (String name : LISTS) {
      printList(
          name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), timeline.path(name));
    }
    printDays(timeline);
    console.out().flush();
  }

  private void printLicense(JsonNode license) {
    text.heading("License " + CellText.of(license.path("license_key")));
    text.line(
        1,
        "id "
            + CellText.of(license.path("id"))
            + ", "
            + CellText.of(license.path("status"))
            + ", product "
            + CellText.of(license.path("product_id"))
            + ", "
            + CellText.of(license.path("environment"))
            + (license.path("expires_at").isNull()
                ? ""
                : ", expires " + NarrowText.second(license.path("expires_at"))));
    JsonNode limit = license.path("activation_limit");
    text.line(
        1,
        "active activations "
            + CellText.of(license.path("active_activations"))
            + (limit.isNull() ? ", any number allowed" : " of " + CellText.of(limit)));
    int printed = 0;
    for (JsonNode activation : license.path("activations")) {
      if (printed++ == MOST_ACTIVATIONS) {
        text.line(2, "and more");
        break;
      }
      text.line(
          2,
          NarrowText.date(activation.path("created_at"))
              + "  "
              + NarrowText.padded(CellText.of(activation.path("status")), 8)
              + "  "
              + CellText.of(activation.path("identifier")));
    }
  }

  private void printList(String title, JsonNode list) {
    if (list.path("items").isEmpty()) {
      return;
    }
    text.heading(
        NarrowText.padded(
                title + ", " + CellText.of(list.path("different")) + " different", NAME + 2)
            + "  records  flagged  first     last");
    for (JsonNode item : list.path("items")) {
      text.line(
          1,
          NarrowText.padded(CellText.of(item.path("name").asText()), NAME)
              + NarrowText.right(item.path("records"), NUMBER)
              + NarrowText.right(item.path("flagged"), NUMBER)
              + "  "
              + NarrowText.shortDate(item.path("first_at"))
              + "  "
              + NarrowText.shortDate(item.path("last_at")));
    }
  }

  private void printDays(JsonNode timeline) {
    if (timeline.path("days").isEmpty()) {
      return;
    }
    boolean whole = timeline.path("days_from").asText().equals("rollups");
    text.heading(
        "Days, of "
            + (whole ? "all records" : "the records above")
            + ": records, flagged, activations, users, addresses");
    for (JsonNode day : timeline.path("days")) {
      text.line(
          1,
          CellText.of(day.path("day"))
              + NarrowText.right(day.path("records"), NUMBER)
              + NarrowText.right(day.path("flagged"), NUMBER)
              + NarrowText.right(day.path("activations"), NUMBER)
              + NarrowText.right(day.path("users"), NUMBER)
              + NarrowText.right(day.path("addresses"), NUMBER)
              + flags(day.path("flags")));
    }
  }

  private static String flags(JsonNode flags) {
    StringBuilder all = new StringBuilder();
    flags
        .fieldNames()
        .forEachRemaining(
            flag -> all.append(all.isEmpty() ? "  " : ", ").append(CellText.of(flag)));
    return all.toString();
  }
}
