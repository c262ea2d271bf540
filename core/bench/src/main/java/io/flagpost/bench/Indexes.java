package io.flagpost.bench;

import io.flagpost.bench.data.Database;
import io.flagpost.bench.data.TrialTable;
import io.flagpost.bench.load.ProcessCpu;
import io.flagpost.bench.report.Report;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * What the indexes of an open partition cost a record that is stored and a reader who looks for a
 * license, with few records there and with many; and what they cost where they are built in bulk.
 */
final class Indexes {
  private static final int GROUPS = 1_500;
  private static final int READS = 100;
  private static final List<String> BY_TEXT =
      List.of("telemetry_license_key", "telemetry_activation", "telemetry_user");

  /** Three filters of 1,600 values have to fit a page. */
  private static final String BLOOM =
      """
      CREATE INDEX trial_bloom ON trial USING brin (
          hashtextextended(license_key, 0) int8_bloom_ops (n_distinct_per_range = 1600),
          hashtextextended(activation_identifier, 0) int8_bloom_ops (n_distinct_per_range = 1600),
          hashtextextended(user_identifier, 0) int8_bloom_ops (n_distinct_per_range = 1600))
        WITH (pages_per_range = 64, autosummarize = on)""";

  private final Bench bench;
  private final Report report;

  Indexes(Bench bench) {
    this.bench = bench;
    this.report = bench.report();
  }

  void measure() {
    report.section("Indexes of an open partition");
    report.fact("groups of 100 records", Integer.toString(GROUPS));
    Database database = bench.postgres().create("indexes");
    long most = bench.settings().storedRows();
    for (long records : new long[] {0, most / 30, most / 10, most}) {
      try (TrialTable table = TrialTable.make(database, records)) {
        measure(table, records);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void measure(TrialTable table, long records) throws SQLException {
    report.section(String.format(Locale.ROOT, "with %,d records", records));
    List<String> others = table.shipped().stream().filter(name -> !BY_TEXT.contains(name)).toList();
    table.build(List.of("telemetry_pkey"));
    insert(table, "primary key alone");
    table.build(others.stream().filter(name -> !name.equals("telemetry_pkey")).toList());
    insert(table, "those not by text");
    double began = database();
    table.build(BLOOM);
    tellBuilt("bloom", records, began, 1);
    insert(table, "and one BRIN of bloom filters");
    read(table);
    table.drop(List.of("bloom"));
    began = database();
    table.build(BY_TEXT);
    tellBuilt("by text", records, began, BY_TEXT.size());
    insert(table, "all that ship");
    read(table);
    report.fact(
        "size of them, MB", String.format(Locale.ROOT, "%,d", table.indexBytes() / 1_000_000));
  }

  private void insert(TrialTable table, String name) throws SQLException {
    double began = database();
    long begin = System.nanoTime();
    long records = table.insert(GROUPS);
    report.fact(
        name,
        String.format(
            Locale.ROOT,
            "%.1f us of processor time a record, %.1f us in all",
            1e6 * (database() - began) / records,
            (System.nanoTime() - begin) / 1e3 / records));
  }

  private void tellBuilt(String name, long records, double began, int indexes) {
    if (records > 0) {
      report.fact(
          "building " + name,
          String.format(
              Locale.ROOT,
              "%.1f us a record and index",
              1e6 * (database() - began) / records / indexes));
    }
  }

  private void read(TrialTable table) throws SQLException {
    List<Double> millis = table.readMillis(READS).stream().sorted().toList();
    report.fact(
        "first page of a license, ms",
        String.format(
            Locale.ROOT, "p50 %.1f, most %.1f", millis.get(READS / 2), millis.get(READS - 1)));
  }

  /** What PostgreSQL has used, in seconds. */
  private double database() {
    return ProcessCpu.withChildren(bench.postgres().process());
  }
}
