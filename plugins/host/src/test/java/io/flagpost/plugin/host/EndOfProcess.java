package io.flagpost.plugin.host;

import io.flagpost.plugin.host.CheckCatalog.Received;
import io.flagpost.plugin.v1.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The main class of a process that opens a host, says what runs, and closes it. */
final class EndOfProcess {
  /** However slow the machine: a check that ends the process does so before the host goes on. */
  private static final LaneLimits PATIENT = LaneLimits.DEFAULT.withDeadline(Duration.ofMinutes(2));

  private EndOfProcess() {}

  public static void main(String... arguments) {
    Path drop = Path.of(arguments[0]);
    PluginHost host =
        PluginHost.open(PluginHostOptions.of(drop, Path.of(arguments[1])).withLimits(PATIENT));
    if (arguments[2].equals("warm")) {
      host.warmUp(() -> new Received(record(), new Asked()));
    }
    if (arguments[2].equals("judge")) {
      host.warmUp(
          () ->
              new Received(Telemetry.builder(new UUID(0, 0), Instant.EPOCH).build(), new Asked()));
      host.catalog().check(record(), new Asked()).toCompletableFuture().join();
    }
    List<PluginStatus> statuses = host.plugins();
    for (PluginStatus status : statuses) {
      String state = status.state().name().toLowerCase(Locale.ROOT);
      System.out.println(status.file() + " " + state + " " + status.reason());
    }
    host.close();
  }

  private static Telemetry record() {
    return PluginHostFixture.record();
  }
}
