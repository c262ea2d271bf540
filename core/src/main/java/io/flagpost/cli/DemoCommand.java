package io.flagpost.cli;

import io.flagpost.Gateway;
import io.flagpost.config.Config;
import io.flagpost.config.Mode;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flagpost demo}. */
@Command(
    name = "demo",
    description = "Run the gateway with demo data, on this machine only, in the foreground.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--stop-with-parent",
      hidden = true,
      description = "Stop when the process that started this one ends, however it ends.")
  private boolean stopWithParent;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (stopWithParent) {
      Optional<ProcessHandle> parent = ProcessHandle.current().parent();
      parent.ifPresent(DemoCommand::stopAfter);
    }
    return new Foreground(surroundings).run(options, Mode.DEMO, this::printBanner);
  }

  private static void stopAfter(ProcessHandle process) {
    CompletableFuture<Void> unused = process.onExit().thenRun(() -> System.exit(ExitCodes.OK));
  }

  private void printBanner(Gateway gateway, Config config) {
    String api = "http://" + config.http().host() + ":" + config.http().port();
    String admin = "http://" + config.admin().host() + ":" + gateway.adminPort();
    PrintWriter out = surroundings.out();
    out.println();
    out.println("  Flagpost is ready (demo mode, data in " + config.data().dir() + ")");
    out.println();
    out.println("  Public API     " + api + "/api/v1/send-telemetry-data");
    out.println("  Documentation  " + api + "/docs");
    out.println("  Health         " + admin + "/health/ready");
    out.println();
    out.println("  Send a record:");
    out.println("    " + DemoRecord.curlLine(api));
    out.println();
    out.println("  Ctrl-C stops everything.");
    out.println();
    out.flush();
  }
}
