package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import java.util.List;
import java.util.Locale;

/** Ten thousand requests per second with a heap of 256 MB. */
final class SmallHeap {
  private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
  private static final int RATE = 10_000;
  private static final int CONNECTIONS = 256;
  private static final double WANTED_PART = 0.99;

  private final Bench bench;
  private final Report report;

  SmallHeap(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure(Database database) {
    report.table("Open loop: a heap of 256 MB");
    int rate = bench.settings().quick() ? RATE / 10 : RATE;
    try (Server gateway = bench.servers().gateway(database, FLAGS)) {
      bench.warmUp(gateway, Traffic::forms);
      LoadResult result =
          bench.open("256 MB", new Subject(gateway, database), Traffic.forms(), CONNECTIONS, rate);
      report.target(
          Target.of(
                  "answered per second in a heap of 256 MB",
                  ">= 99 % of " + rate,
                  result.rate(),
                  result.rate() >= WANTED_PART * rate && result.failed() == 0)
              .remark(String.format(Locale.ROOT, "p99 %.1f ms", result.millis(99))));
    }
  }
}
