package io.flagpost.cli;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flagpost completion}. */
@Command(
    name = "completion",
    description = {
      "Print a script that makes a shell complete commands and options.",
      "For this shell: source <(flagpost completion bash)"
    },
    exitCodeList = {"0:printed", "2:the command line is wrong"})
final class CompletionCommand implements Callable<Integer> {
  private enum Shell {
    BASH,
    ZSH
  }

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  @SuppressWarnings("UnusedVariable") // picocli sets it; the script is the same for both
  private Shell shell = Shell.BASH;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    console.out().flush();
    return ExitCodes.OK;
  }
}
