package io.flagpost.bench;

import io.flagpost.bench.Bench.Subject;
import io.flagpost.bench.BenchSettings.Part;
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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The benchmark, from a fresh PostgreSQL to the table of targets. Fails only if a promise was
 * broken: a lost record, a signature that does not verify, a PostgreSQL that is not durable. A
 * missed target is only printed.
 */
public final class Benchmark {
  private final Bench bench;
  private final Report report;

  private Benchmark(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  public static void main(String[] args) {
    BenchSettings settings = BenchSettings.read(System.getProperties());
    Report report = new Report(System.out, settings.quick());
    Servers servers =
        new Servers(
            settings.distribution(),
            settings.directory(),
            settings.flags(),
            settings.disabledPlugins());
    if (settings.parts().contains(Part.SUSTAINED)) {
      try (Postgres postgres = Postgres.start(settings.kept())) {
        new Sustained(new Bench(settings, postgres, servers, report)).measure();
      }
    }
    if (settings.parts().contains(Part.STATISTICS)) {
      try (Postgres postgres = Postgres.start(settings.kept())) {
        new Answers(new Bench(settings, postgres, servers, report)).measure();
      }
    }
    if (settings.parts().contains(Part.INDEXES)) {
      onFreshPostgres(settings, servers, report, bench -> new Indexes(bench).measure());
    }
    if (settings.parts().contains(Part.RECEIPT)) {
      onFreshPostgres(settings, servers, report, bench -> new Benchmark(bench).run());
    }
    if (settings.parts().contains(Part.STEPS)) {
      MicroBenchmarks.run(settings, report);
    }
    report.finish(settings.directory().resolve("result.json"));
    System.exit(report.isSound() ? 0 : 1);
  }

  private static void onFreshPostgres(
      BenchSettings settings, Servers servers, Report report, Consumer<Bench> part) {
    Path data = settings.directory().resolve("pg");
    deleteTree(data);
    try (Postgres postgres = Postgres.start(data)) {
      part.accept(new Bench(settings, postgres, servers, report));
    } finally {
      deleteTree(data);
    }
  }

  private void run() {
    Database database = bench.postgres().create("gateway");
    tellSurroundings(database);
    new StartTime(bench).measure(database);
    try (Server gateway = bench.servers().gateway(database)) {
      Subject subject = new Subject(gateway, database);
      int peak = new Throughput(bench).measure(subject);
      new Variants(bench).measure(subject);
      new OpenLoops(bench).measure(subject, peak);
      if (bench.settings().storedRows() > 0) {
        new FullTable(bench).measure();
      }
      report.fact("signatures verified", Long.toString(subject.signatures().verified()));
    }
    new ReceiptCheckCost(bench).measure();
    new Overload(bench).measure(database);
    new SmallHeap(bench).measure(database);
  }

  private void tellSurroundings(Database database) {
    report.section("Surroundings");
    report.fact("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    report.fact("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    report.fact("flags of every server", String.join(" ", bench.settings().flags()));
    report.fact("plugins not loaded", bench.settings().disabledPlugins());
    report.fact("seconds each", Long.toString(bench.settings().measured().toSeconds()));
    bench
        .postgres()
        .settings(database)
        .forEach((name, value) -> report.fact("postgresql " + name, value));
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
