package io.flagpost.cli.admin;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** The common part of every command that calls an operation of the admin API. */
final class OperationFrame {
  private final CommandModel operation;
  private final Console console;
  private final Clock clock;
  private final CommandSpec spec;
  private final GatewayOptions connection = new GatewayOptions();
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

  /** A client that is signed in as the options say. */
  AdminClient client() {
    return connection.client(console, clock);
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
