package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.SeedData;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import java.util.Locale;

/** The cost of a full table compared with an empty one. */
final class FullTable {
  private static final int CONNECTIONS = 512;
  private static final double WANTED = 0.9;
  private static final double MOST_MILLIS = 20;

  private final Bench bench;
  private final Report report;

  FullTable(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure() {
    report.section("A full table");
    Database full = bench.postgres().create("full_table");
    Database empty = bench.postgres().create("empty_table");
    long begin = System.nanoTime();
    SeedData.fill(full, bench.settings().storedRows());
    report.fact(
        "records stored ahead",
        String.format(
            Locale.ROOT, "%,d in %.0f s", full.records(), (System.nanoTime() - begin) / 1e9));
    report.table("Closed loop: the full table and an empty one; reading");
    try (Server beforeFull = bench.servers().gateway(full);
        Server beforeEmpty = bench.servers().gateway(empty)) {
      Subject fullSubject = new Subject(beforeFull, full);
      Subject emptySubject = new Subject(beforeEmpty, empty);
      bench.warmUp(beforeFull, Traffic::forms);
      bench.warmUp(beforeEmpty, Traffic::forms);
      compare(fullSubject, emptySubject);
      read(fullSubject);
    }
  }

  private void compare(Subject full, Subject empty) {
    Ratios ratios =
        Ratios.inTurns(
            bench.settings().rounds(),
            () -> bench.closed("empty table", empty, Traffic.forms(), CONNECTIONS),
            () -> bench.closed("full table", full, Traffic.forms(), CONNECTIONS));
    double ratio = ratios.median();
    report.target(
        ratios.judge(
            Target.of(
                String.format(
                    Locale.ROOT,
                    "throughput with %,d stored / empty",
                    bench.settings().storedRows()),
                ">= 0.9",
                ratio,
                ratio >= WANTED)));
  }

  private void read(Subject full) {
    bench.warmUp(full.server(), Traffic::reads);
    LoadResult reads = bench.reads("by license key, one reader", full);
    report.target(
        Target.of(
            "reading by license key, p99, ms",
            "< 20",
            reads.millis(99),
            reads.millis(99) < MOST_MILLIS && reads.failed() == 0));
  }
}
