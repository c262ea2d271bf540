package io.flagpost.cli;

import io.flagpost.admin.api.AdminContract;
import io.flagpost.cli.admin.AdminCommands;
import io.flagpost.cli.admin.DemoDataCommand;
import io.flagpost.cli.admin.DirectCommand;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.plugin.PluginCommands;
import io.flagpost.platform.files.TextFile.NoTextException;
import io.flagpost.platform.ops.BuildInfo;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code flagpost} itself, with all commands. */
@Command(
    name = "flagpost",
    description = {
      "Self-hosted anti-piracy telemetry gateway.",
      "flagpost COMMAND --help explains a command."
    },
    scope = ScopeType.INHERIT, // help, version and headings for every command
    mixinStandardHelpOptions = true,
    versionProvider = FlagpostCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:the command line is wrong",
      "130, 143:stopped by Ctrl-C or SIGTERM"
    })
public final class FlagpostCommand implements Runnable {
  /** The commands that start without the admin API's description, which takes time to read. */
  private static final Set<String> NEED_NO_API =
      Set.of(
          "serve",
          "demo",
          "demo-data",
          "send",
          "verify",
          "config",
          "spool",
          "admin",
          "--version",
          "-V");

  @Spec private CommandSpec spec = CommandSpec.create();

  private FlagpostCommand() {}

  /**
   * Runs one command.
   *
   * @return its exit code
   */
  public static int run(Console console, String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    CommandLine line;
    if (NEED_NO_API.contains(first)) {
      line = local(console);
    } else {
      Predicate<String> wanted = first.equals("completion") ? every -> true : first::equals;
      line = all(console, AdminContract.load(), wanted);
    }
    Optional<String> objection = Arguments.objection(List.of(arguments));
    if (objection.isPresent()) {
      console.err().println("flagpost: " + objection.get());
      console.err().flush();
      return ExitCodes.USAGE;
    }
    return prepare(line, console).execute(arguments);
  }

  /** The command line with every command. */
  public static CommandLine commandLine(Console console) {
    return commandLine(console, AdminContract.load());
  }

  /** The same, with another description of the admin API. */
  public static CommandLine commandLine(Console console, AdminContract contract) {
    return prepare(all(console, contract, every -> true), console);
  }

  private static CommandLine local(Console console) {
    return new CommandLine(new FlagpostCommand())
        .addSubcommand(new ServeCommand(console))
        .addSubcommand(new DemoCommand(console))
        .addSubcommand(new DemoDataCommand(console, Clock.systemUTC()))
        .addSubcommand(new SendCommand(console))
        .addSubcommand(new VerifyCommand(console))
        .addSubcommand(new ConfigCommand(console))
        .addSubcommand(new SpoolCommand(console))
        .addSubcommand(new DirectCommand(console, Clock.systemUTC()));
  }

  private static CommandLine all(
      Console console, AdminContract contract, Predicate<String> wanted) {
    CommandLine line = local(console);
    new AdminCommands(line, console, contract, Clock.systemUTC()).add(wanted);
    CommandLine plugins = line.getSubcommands().get("plugins");
    if (plugins != null) { // a test's contract may have no plugins
      PluginCommands.addTo(plugins, console);
    }
    return line.addSubcommand(new CompletionCommand(console));
  }

  private static CommandLine prepare(CommandLine line, Console console) {
    return line.setOut(console.out())
        .setErr(console.err())
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF)) // colours would be escaped
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // a value may well begin with "@"
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(explainMissing(line.getParameterExceptionHandler()))
        .setExecutionExceptionHandler(FlagpostCommand::explain);
  }

  /** Adds a hint if the missing argument was taken for an option because it begins with a dash. */
  private static IParameterExceptionHandler explainMissing(IParameterExceptionHandler usual) {
    return (failure, arguments) -> {
      if (failure instanceof MissingParameterException) {
        failure.getCommandLine().getUnmatchedArguments().stream()
            .filter(argument -> argument.startsWith("-"))
            .findFirst()
            .ifPresent(
                argument ->
                    failure
                        .getCommandLine()
                        .getErr()
                        .printf(
                            Locale.ROOT,
                            "Unknown option: '%s'. If it is a value, put -- before it.%n",
                            argument));
      }
      return usual.handleParseException(failure, arguments);
    };
  }

  private static int explain(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return ExitCodes.FAILED;
    }
    if (failure instanceof CommandFailure expected) {
      String name = command.getCommandSpec().qualifiedName();
      command.getErr().println(name + ": " + expected.getMessage());
      command.getErr().flush();
      return expected.exitCode();
    }
    if (failure instanceof NoTextException file) {
      command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + file.sentence());
      command.getErr().flush();
      return ExitCodes.USAGE;
    }
    throw failure;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"flagpost " + BuildInfo.read().version()};
    }
  }
}
