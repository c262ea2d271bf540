package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.Postgres;
import io.flagpost.bench.report.Report;
import io.flagpost.bench.servers.Server;
import io.flagpost.bench.servers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The benchmark, from a fresh PostgreSQL to the table of targets. Ends with a failure only where a
 * promise was broken: a record lost, a signature that does not verify, a PostgreSQL that is not
 * durable. A target that was missed is printed.
 */
public final class Benchmark {
  private final BenchSettings settings;
  private final Report report;
  private final Postgres postgres;
  private final Servers servers;
  private final Bench bench;

  private Benchmark(BenchSettings settings, Report report, Postgres postgres) {
    this.settings = settings;
    this.report = report;
    this.postgres = postgres;
    this.servers =
        new Servers(
            settings.distribution(),
            settings.directory(),
            settings.flags(),
            settings.disabledPlugins());
    this.bench = new Bench(settings, postgres, report);
  }

  public static void main(String[] args) {
    BenchSettings settings = BenchSettings.read(System.getProperties());
    Report report = new Report(System.out, settings.quick());
    Path data = settings.directory().resolve("pg");
    deleteTree(data);
    try (Postgres postgres = Postgres.start(data)) {
      new Benchmark(settings, report, postgres).run();
    } finally {
      deleteTree(data);
    }
    MicroBenchmarks.run(settings, report);
    report.finish(settings.directory().resolve("result.json"));
    System.exit(report.isSound() ? 0 : 1);
  }

  private void run() {
    Database database = postgres.create("gateway");
    tellSurroundings(database);
    new StartTime(servers, report).measure(database);
    try (Server gateway = servers.gateway(database)) {
      Subject subject = new Subject(gateway, database);
      int peak = new Throughput(settings, bench, servers, postgres, report).measure(subject);
      new Variants(settings, bench, report).measure(subject);
      new OpenLoops(settings, bench, report).measure(subject, peak);
      if (settings.storedRows() > 0) {
        new FullTable(settings, bench, servers, postgres, report).measure();
      }
      report.fact("signatures verified", Long.toString(subject.signatures().verified()));
    }
    new ReceiptChecks(settings, bench, servers, postgres, report).measure();
    new Overload(settings, bench, servers, report).measure(database);
    new SmallHeap(settings, bench, servers, report).measure(database);
  }

  private void tellSurroundings(Database database) {
    report.section("Surroundings");
    report.fact("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    report.fact("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    report.fact("flags of every server", String.join(" ", settings.flags()));
    report.fact("plugins not loaded", settings.disabledPlugins());
    report.fact("seconds each", Long.toString(settings.measured().toSeconds()));
    postgres.settings(database).forEach((name, value) -> report.fact("postgresql " + name, value));
  }

  private static void deleteTree(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
