package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.KeptHistory;
import io.flagpost.bench.data.LagWatch;
import io.flagpost.bench.data.Rollups;
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
 * The highest rate at which verdicts keep up with receipt, with every check that ships and with
 * roll-ups, on a history of a thousand records for each license and on an empty database.
 */
final class Sustained {
  private static final int MANY = 512;
  private static final int CONNECTIONS = 256;
  private static final double MOST_LAG_SECONDS = 2;
  private static final double MOST_MILLIS = 500;
  private static final double BEHIND = Double.POSITIVE_INFINITY;
  private static final double WANTED_OF_RECEIPT = 0.7;
  private static final double MOST_MICROS = 35;
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
   * A gateway that is measured.
   *
   * @param name what it does
   * @param judges whether there is anything that verdicts could be behind with
   */
  private record Candidate(String name, Subject subject, boolean judges) {}

  /**
   * A gateway with all checks and roll-ups, and one with the checks at receipt alone, each with a
   * database of its own.
   */
  private record Pair(Candidate all, Candidate receipt) {}

  /**
   * What was measured on one kind of database.
   *
   * @param receipt records per second that can be held with receipt checks alone
   * @param sustained records per second that can be held, and at which verdicts keep up
   * @param micros processor time of the checks on stored records and of the roll-ups, for a record
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
    Rollups.withhold(receipt);
    try (Server with = bench.servers().gateway(all);
        Server without = bench.servers().gatewayWithout(receipt, BenchSettings.AFTER_STORE)) {
      Pair pair =
          new Pair(
              new Candidate("all checks", new Subject(with, all), true),
              new Candidate("receipt checks alone", new Subject(without, receipt), false));
      bench.warmUp(without, Traffic::forms);
      bench.warmUp(with, Traffic::forms);
      int peak = (int) peak(pair.receipt());
      RateSearch ofAll = new RateSearch(pair.all(), peak);
      RateSearch ofReceipt = new RateSearch(pair.receipt(), peak);
      while (!ofAll.isOver() || !ofReceipt.isOver()) {
        ofReceipt.step();
        ofAll.step();
      }
      int received = ofReceipt.held();
      int rate = ofAll.held();
      double lag = hold(pair.all(), received / 2, held);
      report.target(
          Target.of(
              "lag at half of what is received without them, s, " + kind,
              "< 2",
              lag,
              lag < MOST_LAG_SECONDS));
      double micros = cost(pair, Traffic::forms, rate / 2);
      report.fact("checks on stored records and roll-ups, us", micros(micros));
      if (hot) {
        double ofOne = cost(pair, Traffic::oneLicense, rate / 2);
        report.fact("the same, one license, us", micros(ofOne));
        report.target(
            Target.of(
                "one hot license / many", "<= 1.5", ofOne / micros, ofOne / micros <= MOST_HOT));
      }
      return new Figures(received, rate, micros);
    } finally {
      bench.postgres().drop(nameOfAll);
      bench.postgres().drop(nameOfReceipt);
    }
  }

  private double peak(Candidate receipt) {
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round < bench.settings().rounds(); round++) {
      rates.add(bench.closed(receipt.name(), receipt.subject(), Traffic.forms(), MANY).rate());
    }
    return Ratios.median(rates);
  }

  /** Searches the highest rate that a gateway can hold, by halves. */
  private final class RateSearch {
    private final Candidate candidate;
    private int low;
    private int high;

    /**
     * @param peak what cannot be held
     */
    RateSearch(Candidate candidate, int peak) {
      this.candidate = candidate;
      this.high = peak;
    }

    boolean isOver() {
      return high - low <= PRECISION * high;
    }

    /** Halves what is left; does nothing if the search is over. */
    void step() {
      if (!isOver()) {
        int middle = (low + high) / 2;
        if (keepsUp(middle, bench.settings().measured())) {
          low = middle;
        } else {
          high = middle;
        }
      }
    }

    /** The highest rate at which it was held for a minute. */
    int held() {
      while (low > 0 && !keepsUp(low, held)) {
        low = (int) (low * (1 - PRECISION));
      }
      return low;
    }

    private boolean keepsUp(int rate, Duration time) {
      return hold(candidate, rate, time) < MOST_LAG_SECONDS;
    }
  }

  /** The lag at the end of a time at a fixed rate; infinite if receipt itself did not keep up. */
  private double hold(Candidate candidate, int rate, Duration time) {
    if (!candidate.judges()) {
      return isAnswered(open(candidate, Traffic.forms(), rate, time)) ? 0 : BEHIND;
    }
    awaitVerdicts(candidate);
    try (LagWatch lag = LagWatch.begin(candidate.subject().database())) {
      LoadResult result = open(candidate, Traffic.forms(), rate, time);
      report.remark(
          String.format(
              Locale.ROOT, "lag at the end %.1f s, at most %.1f s", lag.last(), lag.most()));
      return isAnswered(result) ? lag.last() : BEHIND;
    }
  }

  private LoadResult open(Candidate candidate, Traffic traffic, int rate, Duration time) {
    return bench.open(
        candidate.name(), candidate.subject(), traffic, CONNECTIONS, Math.max(1, rate), time);
  }

  private static boolean isAnswered(LoadResult result) {
    return result.failed() == 0 && result.millis(99) < MOST_MILLIS;
  }

  /**
   * What the checks on stored records and the roll-ups take of the processors, in microseconds for
   * each record.
   */
  private double cost(Pair pair, Supplier<Traffic> traffic, int rate) {
    List<Double> costs = new ArrayList<>();
    for (int round = 0; round < bench.settings().rounds(); round++) {
      double without = micros(pair.receipt(), traffic.get(), rate);
      awaitVerdicts(pair.all());
      costs.add(micros(pair.all(), traffic.get(), rate) - without);
    }
    return Ratios.median(costs);
  }

  private double micros(Candidate candidate, Traffic traffic, int rate) {
    LoadResult result = open(candidate, traffic, rate, held);
    return 1e6 * (result.cpu().server() + result.cpu().database()) / result.completed();
  }

  private static void awaitVerdicts(Candidate candidate) {
    await("Verdicts", () -> LagWatch.now(candidate.subject().database()) == 0);
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
        Target.of(
                "sustained / held with receipt checks alone",
                ">= 0.7",
                part,
                part >= WANTED_OF_RECEIPT)
            .remark(
                String.format(
                    Locale.ROOT,
                    "%,.0f of %,.0f records per second",
                    full.sustained(),
                    full.receipt())));
    report.target(
        Target.of(
            "checks on stored records and roll-ups, us",
            "<= 35",
            full.micros(),
            full.micros() <= MOST_MICROS));
    double growth = full.micros() / empty.micros();
    report.target(
        Target.of("the same, history / empty", "<= 1.1", growth, growth <= FLAT)
            .remark(micros(empty.micros()) + " us on an empty database"));
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, "%.1f", micros);
  }
}
