package io.flagpost.cli;

import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.node.config.Mode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flagpost serve}. */
@Command(
    name = "serve",
    description = "Run the gateway in production mode, in the foreground.",
    exitCodeList = {
      "1:it could not start, or could not go on",
      "2:the command line is wrong",
      "130, 143:stopped by Ctrl-C or SIGTERM"
    })
final class ServeCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ConfigOptions options = new ConfigOptions();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    return new Foreground(console).run(options, Mode.PRODUCTION, (gateway, config) -> {});
  }
}
