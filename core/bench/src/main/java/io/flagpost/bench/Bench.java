package io.flagpost.bench;

import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.Postgres;
import io.flagpost.bench.data.Traffic;
import io.flagpost.bench.load.CpuMeter;
import io.flagpost.bench.load.Driver;
import io.flagpost.bench.load.Load;
import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.servers.Server;
import io.flagpost.bench.servers.Servers;
import java.time.Duration;
import java.util.function.Supplier;

/** Takes measurements, and checks after each whether the gateway's promises were kept. */
final class Bench {
  /** Above this share a ratio says more about the driver than about the server. */
  static final double MOST_DRIVER_SHARE = 0.35;

  private static final int WARM_UP_CONNECTIONS = 64;
  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(1);

  private final BenchSettings settings;
  private final Postgres postgres;
  private final Servers servers;
  private final Report report;

  Bench(BenchSettings settings, Postgres postgres, Servers servers, Report report) {
    this.settings = settings;
    this.postgres = postgres;
    this.servers = servers;
    this.report = report;
  }

  /** A gateway with its database, and the check of its signatures. */
  record Subject(Server server, Database database, SignatureCheck signatures) {
    Subject(Server server, Database database) {
      this(server, database, SignatureCheck.of(server.port()));
    }
  }

  BenchSettings settings() {
    return settings;
  }

  /** The PostgreSQL that all servers share. */
  Postgres postgres() {
    return postgres;
  }

  /** Starts servers. */
  Servers servers() {
    return servers;
  }

  /** The report of the results. */
  Report report() {
    return report;
  }

  /**
   * Warms up a server so that its code is compiled before measuring: for a number of requests,
   * however long they take, or for a minute if the server is slow by nature.
   */
  void warmUp(Server server, Supplier<Traffic> traffic) {
    long begin = System.nanoTime();
    long answered = 0;
    while (answered < settings.warmUp() && System.nanoTime() - begin < LONGEST_WARM_UP.toNanos()) {
      Load load = Load.closed(server.port(), WARM_UP_CONNECTIONS, Duration.ZERO, settings.settle());
      answered += Driver.run(load, traffic.get(), meter(server)).ok();
    }
  }

  /** Measures a closed loop on a yardstick. */
  LoadResult yardstick(String name, Server server, Traffic traffic, int connections) {
    return yardstick(name, server, traffic, closed(server, connections));
  }

  /** Measures an open loop on a yardstick. */
  void openYardstick(String name, Server server, Traffic traffic, int connections, int rate) {
    yardstick(name, server, traffic, open(server, connections, rate));
  }

  /** Measures a closed loop on the gateway. */
  LoadResult closed(String name, Subject subject, Traffic traffic, int connections) {
    return gateway(name, subject, traffic, closed(subject.server(), connections));
  }

  /** Measures an open loop on the gateway. */
  LoadResult open(String name, Subject subject, Traffic traffic, int connections, int rate) {
    return gateway(name, subject, traffic, open(subject.server(), connections, rate));
  }

  /** The same for a time of its own. */
  LoadResult open(
      String name, Subject subject, Traffic traffic, int connections, int rate, Duration time) {
    return gateway(
        name,
        subject,
        traffic,
        Load.open(subject.server().port(), connections, rate, settings.settle(), time));
  }

  /** Measures how fast the gateway reads, for one reader. */
  LoadResult reads(String name, Subject subject) {
    Load load = closed(subject.server(), 1);
    LoadResult result = Driver.run(load, Traffic.reads(), meter(subject.server()));
    tell(name, load, result);
    subject.signatures().check(name, result.samples(), report);
    return result;
  }

  private Load closed(Server server, int connections) {
    return Load.closed(server.port(), connections, settings.settle(), settings.measured());
  }

  private Load open(Server server, int connections, int rate) {
    return Load.open(server.port(), connections, rate, settings.settle(), settings.measured());
  }

  private LoadResult yardstick(String name, Server server, Traffic traffic, Load load) {
    LoadResult result = Driver.run(load, traffic, meter(server));
    tell(name, load, result);
    return result;
  }

  private LoadResult gateway(String name, Subject subject, Traffic traffic, Load load) {
    subject.database().checkpoint();
    long before = subject.database().records();
    LoadResult result = Driver.run(load, traffic, meter(subject.server()));
    tell(name, load, result);
    long stored = subject.database().records() - before;
    // Unanswered records may have been stored; acknowledged ones must have been.
    if (stored < result.ok() || stored > result.ok() + result.failed()) {
      report.broken(name + ": " + result.ok() + " records acknowledged, but " + stored + " stored");
    }
    subject.signatures().check(name, result.samples(), report);
    return result;
  }

  private void tell(String name, Load load, LoadResult result) {
    report.row(name, load, result);
    if (result.failed() > 0) {
      report.remark("not answered with status 200: " + result.failures());
    }
  }

  private CpuMeter meter(Server server) {
    return new CpuMeter(server.process(), postgres.process());
  }
}
