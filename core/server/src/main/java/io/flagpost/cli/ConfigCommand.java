package io.flagpost.cli;

import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.node.config.EffectiveValue;
import io.flagpost.node.config.InvalidConfigException;
import io.flagpost.node.config.LoadedConfig;
import io.flagpost.node.config.Mode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flagpost config check|print}. */
@Command(
    name = "config",
    description = "Check or print the configuration.",
    exitCodeList = {
      "0:done",
      "1:the configuration is not valid, or cannot be read",
      "2:the command line is wrong"
    })
final class ConfigCommand {
  private final Console console;

  ConfigCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "check",
      description = "Report every problem of the configuration.",
      exitCodeList = {
        "0:the configuration is valid",
        "1:it is not, or cannot be read",
        "2:the command line is wrong"
      })
  int check(
      @Mixin ConfigOptions options,
      @Option(names = "--demo", description = "With the defaults of demo mode") boolean demo) {
    return with(options, demo, config -> console.out().println("The configuration is valid."));
  }

  @Command(
      name = "print",
      description = "Print every key's effective value and where it came from; secrets masked.",
      exitCodeList = {
        "0:printed",
        "1:the configuration is not valid, or cannot be read",
        "2:the command line is wrong"
      })
  int print(
      @Mixin ConfigOptions options,
      @Option(names = "--demo", description = "With the defaults of demo mode") boolean demo) {
    return with(options, demo, this::list);
  }

  private void list(LoadedConfig loaded) {
    PrintWriter out = console.out();
    for (EffectiveValue value : loaded.values()) {
      String shown = value.value().isEmpty() ? "\"\"" : value.value();
      out.println(value.key() + " = " + shown + "  # " + value.source());
    }
  }

  private interface Use {
    void of(LoadedConfig loaded);
  }

  private int with(ConfigOptions options, boolean demo, Use use) {
    try {
      use.of(options.load(console, demo ? Mode.DEMO : Mode.PRODUCTION));
      console.out().flush();
      return ExitCodes.OK;
    } catch (InvalidConfigException e) {
      console.err().println(e.getMessage());
      console.err().flush();
      return ExitCodes.FAILED;
    }
  }
}
