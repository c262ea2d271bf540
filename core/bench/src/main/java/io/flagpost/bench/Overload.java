package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import java.time.Duration;
import java.util.Locale;

/**
 * Ten times as many clients as are needed to saturate the gateway, each of which sends again at
 * once, refused or not; and the gateway half a minute later.
 */
final class Overload {
  private static final int ENOUGH = 512;
  private static final int TOO_MANY = 10 * ENOUGH;
  private static final int CONNECTIONS = 256;
  private static final int CALM_PART = 4;
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final double WANTED = 0.8;
  private static final double MOST_MILLIS = 25;

  private final Bench bench;
  private final Report report;

  Overload(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure(Database database) {
    report.table("Overload: ten times as many clients, and afterwards");
    try (Server server = bench.servers().gateway(database)) {
      bench.warmUp(server, Traffic::forms);
      Subject gateway = new Subject(server, database);
      Ratios ratios = new Ratios();
      int calm = 1;
      for (int round = 0; round < bench.settings().rounds(); round++) {
        LoadResult peak = bench.closed("as many as it takes", gateway, Traffic.forms(), ENOUGH);
        LoadResult flood = bench.closed("ten times as many", gateway, Traffic.forms(), TOO_MANY);
        ratios.add(flood, peak);
        calm = Math.max(1, (int) (peak.rate() / CALM_PART));
      }
      double kept = ratios.median();
      report.target(
          Target.of("goodput under ten times the clients", ">= 0.8", kept, kept >= WANTED)
              .remark(memory(server)));
      pause();
      LoadResult after =
          bench.open("half a minute later", gateway, Traffic.forms(), CONNECTIONS, calm);
      report.target(
          Target.of(
              "p99 half a minute later, at a quarter of the peak, ms",
              "< 25",
              after.millis(99),
              after.millis(99) < MOST_MILLIS && after.failed() == 0));
    }
  }

  private void pause() {
    Pauses.pause(bench.settings().quick() ? bench.settings().settle() : PAUSE);
  }

  private static String memory(Server server) {
    return String.format(
        Locale.ROOT, "most memory the process ever had: %,d MiB", server.peakMemory() >> 20);
  }
}
