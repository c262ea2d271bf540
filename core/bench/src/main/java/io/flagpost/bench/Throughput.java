package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.SeedData;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import java.util.ArrayList;
import java.util.List;

/** The peak rates of the gateway and its yardsticks, measured alternately. */
final class Throughput {
  private static final int FEW = 64;
  private static final int MANY = 512;
  private static final double WANTED_OF_HELLO = 0.45;
  private static final double WANTED_OF_PLAIN = 25;

  private final Bench bench;
  private final Report report;
  private final Ratios ofHello = new Ratios();
  private final Ratios ofPlain = new Ratios();
  private final List<Double> rates = new ArrayList<>();

  Throughput(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  /** Returns the gateway's peak rate. */
  int measure(Subject gateway) {
    Database plainDatabase = bench.postgres().create("plain");
    SeedData.prepare(plainDatabase);
    report.table("Closed loop: the gateway and its yardsticks");
    try (Server hello = bench.servers().hello();
        Server plain = bench.servers().plain(plainDatabase)) {
      bench.warmUp(hello, Traffic::hello);
      bench.warmUp(plain, Traffic::forms);
      bench.warmUp(gateway.server(), Traffic::forms);
      bench.yardstick("hello", hello, Traffic.hello(), FEW);
      bench.yardstick("plain", plain, Traffic.forms(), FEW);
      bench.closed("gateway", gateway, Traffic.forms(), FEW);
      for (int round = 0; round < bench.settings().rounds(); round++) {
        round(gateway, hello, plain);
      }
      Wrk.beside(bench.settings(), report, gateway.server(), hello);
    }
    judge();
    return (int) Ratios.median(rates);
  }

  private void round(Subject gateway, Server hello, Server plain) {
    LoadResult least = bench.yardstick("hello", hello, Traffic.hello(), MANY);
    LoadResult ours = bench.closed("gateway", gateway, Traffic.forms(), MANY);
    LoadResult naive = bench.yardstick("plain", plain, Traffic.forms(), MANY);
    ofHello.add(ours, least);
    ofPlain.add(ours, naive);
    rates.add(ours.rate());
  }

  private void judge() {
    double hello = ofHello.median();
    report.target(
        ofHello.judge(
            Target.of(
                "durable throughput / hello's, 512 connections",
                ">= 0.45",
                hello,
                hello >= WANTED_OF_HELLO)));
    double plain = ofPlain.median();
    report.target(
        ofPlain.judge(
            Target.of(
                "durable throughput / plain's, 512 connections",
                ">= 25, never < 15",
                plain,
                plain >= WANTED_OF_PLAIN)));
  }
}
