package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;

/** The latency of answers when requests arrive independently of them. */
final class OpenLoops {
  private static final int CONNECTIONS = 256;
  private static final double MOST_MILLIS = 25;

  private final Bench bench;
  private final Report report;

  OpenLoops(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure(Subject gateway, int peak) {
    report.table("Open loop: latency from the moment that a request was due");
    try (Server hello = bench.servers().hello()) {
      bench.warmUp(hello, Traffic::hello);
      for (int fixed : bench.settings().rates()) {
        bench.openYardstick("hello, fixed rate", hello, Traffic.hello(), CONNECTIONS, fixed);
        bench.open("fixed rate", gateway, Traffic.forms(), CONNECTIONS, fixed);
      }
    }
    int rate = Math.max(1, peak / 2);
    LoadResult half =
        bench.open("half of the peak rate", gateway, Traffic.forms(), CONNECTIONS, rate);
    report.target(
        Target.of(
                "p99 at half of the peak rate, ms",
                "< 25",
                half.millis(99),
                half.millis(99) < MOST_MILLIS && half.failed() == 0)
            .remark("due " + rate + "/s"));
  }
}
