package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.History;
import io.flagpost.bench.data.Postgres;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import io.flagpost.bench.servers.Servers;
import java.util.Locale;

/** What a table that has filled up costs, against one that starts empty. */
final class FullTable {
  private static final int CONNECTIONS = 512;
  private static final double WANTED = 0.9;
  private static final double MOST_MILLIS = 20;

  private final BenchSettings settings;
  private final Bench bench;
  private final Servers servers;
  private final Postgres postgres;
  private final Report report;

  FullTable(
      BenchSettings settings, Bench bench, Servers servers, Postgres postgres, Report report) {
    this.settings = settings;
    this.bench = bench;
    this.servers = servers;
    this.postgres = postgres;
    this.report = report;
  }

  void measure() {
    report.section("A full table");
    Database full = postgres.create("full_table");
    Database empty = postgres.create("empty_table");
    long begin = System.nanoTime();
    History.fill(full, settings.storedRows());
    report.fact(
        "records stored ahead",
        String.format(
            Locale.ROOT, "%,d in %.0f s", full.records(), (System.nanoTime() - begin) / 1e9));
    report.table("Closed loop: the full table and an empty one; reading");
    try (Server beforeFull = servers.gateway(full);
        Server beforeEmpty = servers.gateway(empty)) {
      Subject fullSubject = new Subject(beforeFull, full);
      Subject emptySubject = new Subject(beforeEmpty, empty);
      bench.warmUp(beforeFull, Traffic::forms);
      bench.warmUp(beforeEmpty, Traffic::forms);
      compare(fullSubject, emptySubject);
      read(fullSubject);
    }
  }

  private void compare(Subject full, Subject empty) {
    Ratios ratios = new Ratios();
    for (int round = 0; round < settings.rounds(); round++) {
      LoadResult none = bench.closed("empty table", empty, Traffic.forms(), CONNECTIONS);
      LoadResult all = bench.closed("full table", full, Traffic.forms(), CONNECTIONS);
      ratios.add(all, none);
    }
    double ratio = ratios.median();
    report.target(
        ratios.judge(
            Target.of(
                String.format(
                    Locale.ROOT, "throughput with %,d stored / empty", settings.storedRows()),
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
