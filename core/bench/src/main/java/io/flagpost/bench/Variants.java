package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;

/** The same load with other records. */
final class Variants {
  private static final int CONNECTIONS = 512;
  private static final double MOST_LOSS = 0.15;

  private final Bench bench;
  private final Report report;

  Variants(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure(Subject gateway) {
    report.table("Closed loop: other records");
    bench.closed("a nonce in each", gateway, Traffic.nonces(), CONNECTIONS);
    bench.closed("incorrect format (831)", gateway, Traffic.incorrect(), CONNECTIONS);
    bench.closed("JSON", gateway, Traffic.json(), CONNECTIONS);
    Ratios ratios =
        Ratios.inTurns(
            bench.settings().rounds(),
            () -> bench.closed("known keys", gateway, Traffic.forms(), CONNECTIONS),
            () -> bench.closed("20 % invented keys", gateway, Traffic.inventedKeys(), CONNECTIONS));
    double loss = 1 - ratios.median();
    report.target(
        ratios.judge(
            Target.of("throughput lost to 20 % invented keys", "< 0.15", loss, loss < MOST_LOSS)));
  }
}
