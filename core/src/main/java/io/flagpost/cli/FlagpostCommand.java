package io.flagpost.cli;

import io.flagpost.ops.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code flagpost} itself: knows the commands. */
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
  @Spec private CommandSpec spec = CommandSpec.create();

  private FlagpostCommand() {}

  /** The command line with every command. */
  public static CommandLine commandLine(Surroundings surroundings) {
    CommandLine line =
        new CommandLine(new FlagpostCommand())
            .addSubcommand(new ServeCommand(surroundings))
            .addSubcommand(new DemoCommand(surroundings))
            .addSubcommand(new SendCommand(surroundings))
            .addSubcommand(new VerifyCommand(surroundings))
            .addSubcommand(new ConfigCommand(surroundings));
    return line.setOut(surroundings.out())
        .setErr(surroundings.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100);
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
