package io.flagpost.cli;

import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.node.Gateway;
import io.flagpost.node.config.Config;
import io.flagpost.node.config.Mode;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flagpost demo}. */
@Command(
    name = "demo",
    description = {
      "Run the gateway with demo data, on this machine only, in the foreground.",
      "At the first start, 200000 records of the last 90 days are generated in the background, with"
          + " stories in them to find; the log says how far that is."
    },
    exitCodeList = {
      "1:it could not start, or could not go on",
      "2:the command line is wrong",
      "130, 143:stopped by Ctrl-C or SIGTERM"
    })
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ConfigOptions options = new ConfigOptions();

  @Option(names = "--empty", description = "Generate no records: there are those that you send")
  private boolean empty;

  @Option(
      names = "--stop-with-parent",
      hidden = true,
      description = "Stop when the process that started this one ends, however it ends.")
  private boolean stopWithParent;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (stopWithParent) {
      Optional<ProcessHandle> parent = ProcessHandle.current().parent();
      parent.ifPresent(DemoCommand::stopAfter);
    }
    return new Foreground(console).run(options, Mode.DEMO, this::begin);
  }

  private static void stopAfter(ProcessHandle process) {
    CompletableFuture<Void> unused = process.onExit().thenRun(() -> System.exit(ExitCodes.OK));
  }

  private void begin(Gateway gateway, Config config) {
    printBanner(gateway, config);
    if (!empty) {
      DemoRecordsLog.generate(gateway);
    }
  }

  /** For people; programs that read a JSON log find the ports there. */
  private void printBanner(Gateway gateway, Config config) {
    if (LogSetup.isJson()) {
      return;
    }
    DemoBanner banner =
        new DemoBanner(
            DemoBanner.url(
                config.http().host(), gateway.httpPort(), config.http().tls().isEnabled()),
            config.http().tls().certificate().path(),
            DemoBanner.url(
                config.admin().host(), gateway.adminPort(), config.admin().tls().isEnabled()),
            config.data().dir(),
            !empty);
    console.out().println(banner.text());
    console.out().flush();
  }
}
