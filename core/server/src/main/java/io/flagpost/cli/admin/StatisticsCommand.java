package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code flagpost statistics show} and {@code flagpost statistics top}: several tables for people,
 * and one for a spreadsheet, which has the table of each row in front.
 */
final class StatisticsCommand implements Callable<Integer> {
  private final Console console;
  private final OperationFrame frame;
  private final OperationArguments arguments;
  private final BiConsumer<StatisticsText, JsonNode> printing;

  private StatisticsCommand(
      CommandModel operation,
      Console console,
      Clock clock,
      BiConsumer<StatisticsText, JsonNode> printing) {
    this.console = console;
    this.frame = new OperationFrame(operation, console, clock, this);
    this.arguments = frame.arguments();
    this.printing = printing;
  }

  /** The one that shows what was received. */
  static StatisticsCommand show(CommandModel operation, Console console, Clock clock) {
    return new StatisticsCommand(operation, console, clock, StatisticsText::printOverview);
  }

  /** The one that shows who stands out. */
  static StatisticsCommand top(CommandModel operation, Console console, Clock clock) {
    return new StatisticsCommand(operation, console, clock, StatisticsText::printTop);
  }

  /** The command for picocli. */
  CommandSpec spec() {
    arguments.addAll();
    return frame.described();
  }

  @Override
  public Integer call() throws InterruptedException {
    JsonNode answer = frame.client().call(arguments.call(console)).body();
    if (frame.isForPeople()) {
      printing.accept(new StatisticsText(console.out()), answer);
    } else if (frame.output().csv()) {
      printCsv(answer);
    } else {
      frame.print(answer);
    }
    return ExitCodes.OK;
  }

  private void printCsv(JsonNode answer) {
    CsvText csv = new CsvText(console.results(), List.of());
    for (Map.Entry<String, JsonNode> part : answer.properties()) {
      JsonNode value = part.getValue();
      JsonNode items = value.isArray() ? value : value.path("items");
      if (items.isArray()) {
        items.forEach(item -> csv.add(row(part.getKey(), item)));
      } else if (value.isObject()) {
        csv.add(row(part.getKey(), value));
      }
    }
    csv.end();
  }

  private static ObjectNode row(String part, JsonNode item) {
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("part", part);
    for (Map.Entry<String, JsonNode> member : item.properties()) {
      JsonNode value = member.getValue();
      if (member.getKey().equals("checks")) {
        row.put("checks", checks(value));
      } else {
        row.set(member.getKey(), value);
      }
    }
    return row;
  }

  private static String checks(JsonNode checks) {
    StringBuilder text = new StringBuilder();
    for (JsonNode check : checks) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(check.path("check").asText())
          .append(' ')
          .append(check.path("version").asText())
          .append(": ")
          .append(check.path("records").asLong());
    }
    return text.toString();
  }
}
