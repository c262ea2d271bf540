package io.flagpost.bench;

import io.flagpost.bench.data.Database;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import java.util.ArrayList;
import java.util.List;

/** The time from the start of the process of {@code serve} until it accepts records. */
final class StartTime {
  private static final int STARTS = 3;
  private static final double WANTED_SECONDS = 3;

  private final Bench bench;
  private final Report report;

  StartTime(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure(Database database) {
    bench.servers().gateway(database).close(); // the first start of all creates the signing key
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      try (Server gateway = bench.servers().gateway(database)) {
        seconds.add(gateway.startTime().toMillis() / 1_000.0);
      }
    }
    report.fact("ready after, s", seconds.toString());
    double median = Ratios.median(seconds);
    report.target(
        Target.of("serve with a given database is ready, s", "< 3", median, median < WANTED_SECONDS)
            .remark("median of " + STARTS));
  }
}
