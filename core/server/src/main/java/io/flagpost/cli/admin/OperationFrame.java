package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The common part of every command that calls an operation of the admin API. */
final class OperationFrame {
  private final CommandModel operation;
  private final Console console;
  private final Clock clock;
  private final CommandSpec spec;
  private final GatewayOptions connection = new GatewayOptions();
  private final TokenOptions token = new TokenOptions();
  private final OutputOptions output = new OutputOptions();

  /**
   * @param command the object that picocli calls
   */
  OperationFrame(CommandModel operation, Console console, Clock clock, Callable<Integer> command) {
    this.operation = operation;
    this.console = console;
    this.clock = clock;
    this.spec = CommandSpec.wrapWithoutInspection(command);
    spec.addMixin("connection", CommandSpec.forAnnotatedObject(connection));
    spec.addMixin("token", CommandSpec.forAnnotatedObject(token));
    spec.addMixin("output", CommandSpec.forAnnotatedObject(output));
  }

  /** The command's model, for additions. */
  CommandSpec spec() {
    return spec;
  }

  /** The parameters of the operation, as options and positional ones. */
  OperationArguments arguments() {
    return new OperationArguments(operation, spec, clock);
  }

  OutputOptions output() {
    return output;
  }

  /** Whether people read the result, rather than a program JSON or one member. */
  boolean isForPeople() {
    return !output.json() && !output.csv() && output.column() == null;
  }

  /** Prints one record without secrets, as the options say. */
  void print(JsonNode answer) {
    print(answer, Set.of(), null);
  }

  /**
   * Prints one record as the options say.
   *
   * @param secretNames the members that are shown only once
   * @param save the file that they are written to; null to print them
   */
  void print(JsonNode answer, Set<String> secretNames, @Nullable Path save) {
    AnswerPrinter printer = new AnswerPrinter(console, output.json());
    String column = output.column();
    if (column == null && !output.csv()) {
      printer.print(answer, secretNames, save);
      return;
    }
    Set<String> saved = printer.save(answer, secretNames, save).keySet();
    if (column != null) {
      printTo(new MemberText(console.results(), column), answer);
    } else if (save == null || !answer.isObject()) {
      printTo(new CsvText(console.results(), List.of()), answer);
    } else {
      printTo(
          new CsvText(console.results(), List.of()),
          ((ObjectNode) answer.deepCopy()).remove(saved));
    }
  }

  private static void printTo(RecordSink sink, JsonNode answer) {
    sink.add(answer);
    sink.end();
  }

  /** A client that is signed in as the options say. */
  AdminClient client() {
    AdminHttp http = connection.http(console);
    return new AdminClient(http, token.tokens(console, http, clock));
  }

  /** The command for picocli, once everything is added. */
  CommandSpec described() {
    return described(ExitCodes.ofRequests());
  }

  /** The same, with the meanings of its exit codes. */
  CommandSpec described(Map<String, String> exitCodes) {
    spec.usageMessage()
        .description(HelpText.paragraphs(operation.summary(), operation.description()))
        .sortOptions(false);
    HelpText.exitCodes(spec, exitCodes);
    return spec;
  }
}
