package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.KeptHistory;
import io.flagpost.bench.data.LagWatch;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.report.Target;
import io.flagpost.bench.servers.Server;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The highest rate at which verdicts keep up with receipt, with every check that ships, on a
 * history of a thousand records for each license and on an empty database.
 */
final class Sustained {
  private static final int MANY = 512;
  private static final int CONNECTIONS = 256;
  private static final double MOST_LAG_SECONDS = 2;
  private static final double MOST_MILLIS = 500;
  private static final double WANTED_OF_RECEIPT = 0.7;
  private static final double MOST_MICROS = 30;
  private static final double FLAT = 1.1;
  private static final double MOST_HOT = 1.5;

  /** The search ends when the highest rate is known as exactly as that. */
  private static final double PRECISION = 0.02;

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration LONGEST_CATCH_UP = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Bench bench;
  private final Report report;
  private final Duration held;

  /**
   * @param bench its PostgreSQL is kept from run to run
   */
  Sustained(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
    this.held = bench.settings().quick() ? bench.settings().measured() : LONG;
  }

  /**
   * A gateway with all checks, and one with those at receipt alone, each with a database of its
   * own.
   */
  private record Pair(Subject all, Subject receipt) {}

  /**
   * What was measured on one kind of database.
   *
   * @param receipt records per second with receipt checks alone, as many as it can
   * @param sustained records per second at which verdicts keep up
   * @param micros processor time of the checks on stored records, for one of them
   */
  private record Figures(double receipt, double sustained, double micros) {}

  void measure() {
    KeptHistory history =
        new KeptHistory(bench.postgres(), bench.settings().historyRows(), Clock.systemUTC());
    report.section("Sustained: verdicts as fast as receipt");
    boolean made = history.prepare(this::check);
    report.fact(
        "earlier records",
        String.format(
            Locale.ROOT,
            "%,d, %s",
            bench.settings().historyRows(),
            made ? "made now" : "kept from an earlier run"));
    Figures full = measure("history", name -> history.copy(name), true);
    Figures empty = measure("empty", name -> bench.postgres().create(name), false);
    judge(full, empty);
  }

  /** Has a gateway see all records once. */
  private void check(Database database) {
    try (Server gateway = bench.servers().gateway(database)) {
      report.fact("states are made by", gateway.name());
      await("States", () -> LagWatch.areStatesWritten(database));
    }
  }

  private interface Databases {
    Database make(String name);
  }

  private Figures measure(String kind, Databases databases, boolean hot) {
    report.table("Sustained, " + kind + ": all checks, and those at receipt alone");
    String nameOfAll = "sustained_" + kind;
    String nameOfReceipt = "receipt_" + kind;
    Database all = databases.make(nameOfAll);
    Database receipt = databases.make(nameOfReceipt);
    try (Server with = bench.servers().gateway(all);
        Server without = bench.servers().gatewayWithout(receipt, BenchSettings.AFTER_STORE)) {
      Pair pair = new Pair(new Subject(with, all), new Subject(without, receipt));
      bench.warmUp(without, Traffic::forms);
      bench.warmUp(with, Traffic::forms);
      double peak = peak(pair.receipt());
      int rate = highest(pair.all(), peak);
      double lag = hold(pair.all(), Math.max(1, (int) (peak / 2)));
      report.target(
          Target.of(
              "lag at half of what is received without them, s, " + kind,
              "< 2",
              lag,
              lag < MOST_LAG_SECONDS));
      double micros = cost(pair, Traffic::forms, rate / 2);
      report.fact("checks on stored records, us", micros(micros));
      if (hot) {
        double ofOne = cost(pair, Traffic::oneLicense, rate / 2);
        report.fact("the same, one license, us", micros(ofOne));
        report.target(
            Target.of(
                "one hot license / many", "<= 1.5", ofOne / micros, ofOne / micros <= MOST_HOT));
      }
      return new Figures(peak, rate, micros);
    } finally {
      bench.postgres().drop(nameOfAll);
      bench.postgres().drop(nameOfReceipt);
    }
  }

  private double peak(Subject receipt) {
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round < bench.settings().rounds(); round++) {
      rates.add(bench.closed("receipt checks alone", receipt, Traffic.forms(), MANY).rate());
    }
    return Ratios.median(rates);
  }

  /** Searches the highest rate that can be held, and holds it for a minute. */
  private int highest(Subject all, double peak) {
    int low = 0;
    int high = (int) peak;
    while (high - low > PRECISION * high) {
      int middle = (low + high) / 2;
      if (keepsUp(all, middle, bench.settings().measured())) {
        low = middle;
      } else {
        high = middle;
      }
    }
    while (low > 0 && !keepsUp(all, low, held)) {
      low = (int) (low * (1 - PRECISION));
    }
    return low;
  }

  private boolean keepsUp(Subject all, int rate, Duration time) {
    return hold(all, rate, time) < MOST_LAG_SECONDS;
  }

  private double hold(Subject all, int rate) {
    return hold(all, rate, held);
  }

  /** The lag at the end of a time at a fixed rate; infinite if receipt itself did not keep up. */
  private double hold(Subject all, int rate, Duration time) {
    awaitVerdicts(all.database());
    try (LagWatch lag = LagWatch.begin(all.database())) {
      LoadResult result = bench.open("all checks", all, Traffic.forms(), CONNECTIONS, rate, time);
      report.remark(
          String.format(
              Locale.ROOT, "lag at the end %.1f s, at most %.1f s", lag.last(), lag.most()));
      boolean answered = result.failed() == 0 && result.millis(99) < MOST_MILLIS;
      return answered ? lag.last() : Double.POSITIVE_INFINITY;
    }
  }

  /** What the checks on stored records take of the processors, in microseconds for each record. */
  private double cost(Pair pair, Supplier<Traffic> traffic, int rate) {
    List<Double> costs = new ArrayList<>();
    for (int round = 0; round < bench.settings().rounds(); round++) {
      double without = micros("receipt checks alone", pair.receipt(), traffic.get(), rate);
      awaitVerdicts(pair.all().database());
      costs.add(micros("all checks", pair.all(), traffic.get(), rate) - without);
    }
    return Ratios.median(costs);
  }

  private double micros(String name, Subject subject, Traffic traffic, int rate) {
    LoadResult result = bench.open(name, subject, traffic, CONNECTIONS, Math.max(1, rate), held);
    return 1e6 * (result.cpu().server() + result.cpu().database()) / result.completed();
  }

  private static void awaitVerdicts(Database database) {
    await("Verdicts", () -> LagWatch.now(database) == 0);
  }

  private static void await(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > LONGEST_CATCH_UP.toNanos()) {
        throw new IllegalStateException(what + " have not caught up in " + LONGEST_CATCH_UP);
      }
      Pauses.pause(LOOK);
    }
  }

  private void judge(Figures full, Figures empty) {
    double part = full.sustained() / full.receipt();
    report.target(
        Target.of("sustained / received without", ">= 0.7", part, part >= WANTED_OF_RECEIPT)
            .remark(
                String.format(
                    Locale.ROOT,
                    "%,.0f of %,.0f records per second",
                    full.sustained(),
                    full.receipt())));
    report.target(
        Target.of(
            "checks on stored records, us", "<= 30", full.micros(), full.micros() <= MOST_MICROS));
    double growth = full.micros() / empty.micros();
    report.target(
        Target.of("the same, history / empty", "<= 1.1", growth, growth <= FLAT)
            .remark(micros(empty.micros()) + " us on an empty database"));
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, "%.1f", micros);
  }
}
