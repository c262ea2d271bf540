package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;

/** The cost of looking up every record's license and activation before it is stored. */
final class ReceiptCheckCost {
  private static final String LOOK_UP = "license-key,activation-match";
  private static final int CONNECTIONS = 512;
  private static final double MOST_LOSS = 0.1;

  /** The difference is small compared with the noise of a busy machine. */
  private static final int ROUNDS_FOR_ONE = 2;

  private final Bench bench;
  private final Report report;

  ReceiptCheckCost(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure() {
    report.table("Closed loop: with the two checks that look up, and without");
    Database checked = bench.postgres().create("checked");
    Database unchecked = bench.postgres().create("unchecked");
    try (Server with = bench.servers().gateway(checked);
        Server without = bench.servers().gatewayWithout(unchecked, LOOK_UP)) {
      bench.warmUp(with, Traffic::forms);
      bench.warmUp(without, Traffic::forms);
      Subject full = new Subject(with, checked);
      Subject bare = new Subject(without, unchecked);
      Ratios ratios =
          Ratios.inTurns(
              ROUNDS_FOR_ONE * bench.settings().rounds(),
              () -> bench.closed("without " + LOOK_UP, bare, Traffic.forms(), CONNECTIONS),
              () -> bench.closed("with them", full, Traffic.forms(), CONNECTIONS));
      double loss = 1 - ratios.median();
      report.target(
          ratios.judge(
              Target.of("throughput lost to two checks", "< 0.10", loss, loss < MOST_LOSS)));
    }
  }
}
