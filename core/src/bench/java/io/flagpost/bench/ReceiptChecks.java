package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.Postgres;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import io.flagpost.bench.servers.Servers;

/** What it costs to look up every record's license and activation before it is stored. */
final class ReceiptChecks {
  private static final String LOOK_UP = "license-key,activation-match";
  private static final int CONNECTIONS = 512;
  private static final double MOST_LOSS = 0.1;

  /** The difference is small, and a busy machine's noise is not. */
  private static final int ROUNDS_FOR_ONE = 2;

  private final BenchSettings settings;
  private final Bench bench;
  private final Servers servers;
  private final Postgres postgres;
  private final Report report;

  ReceiptChecks(
      BenchSettings settings, Bench bench, Servers servers, Postgres postgres, Report report) {
    this.settings = settings;
    this.bench = bench;
    this.servers = servers;
    this.postgres = postgres;
    this.report = report;
  }

  void measure() {
    report.table("Closed loop: with the two checks that look up, and without");
    Database checked = postgres.create("checked");
    Database unchecked = postgres.create("unchecked");
    try (Server with = servers.gateway(checked);
        Server without = servers.gatewayWithout(unchecked, LOOK_UP)) {
      bench.warmUp(with, Traffic::forms);
      bench.warmUp(without, Traffic::forms);
      Subject withChecks = new Subject(with, checked);
      Subject withoutChecks = new Subject(without, unchecked);
      Ratios ratios = new Ratios();
      for (int round = 0; round < ROUNDS_FOR_ONE * settings.rounds(); round++) {
        LoadResult bare =
            bench.closed("without " + LOOK_UP, withoutChecks, Traffic.forms(), CONNECTIONS);
        LoadResult full = bench.closed("with them", withChecks, Traffic.forms(), CONNECTIONS);
        ratios.add(full, bare);
      }
      double loss = 1 - ratios.median();
      report.target(
          ratios.judge(
              Target.of("throughput lost to two checks", "< 0.10", loss, loss < MOST_LOSS)));
    }
  }
}
