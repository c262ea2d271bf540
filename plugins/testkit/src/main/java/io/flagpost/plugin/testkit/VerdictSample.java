package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.Objects;

/**
 * A record, its circumstances, and the expected verdict of a plugin: a row of the table that {@link
 * PluginContractSuite} tests.
 *
 * @param name what is special about it, for the report
 * @param record the record to check
 * @param registry the vendor's records at that time
 * @param history the records stored before
 * @param codes the codes that the plugin raises, in this order, prefixed with its id and a slash
 *     unless it is built in
 */
public record VerdictSample(
    String name, Telemetry record, FakeRegistry registry, FakeHistory history, List<String> codes) {

  public VerdictSample {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(registry, "registry");
    Objects.requireNonNull(history, "history");
    codes = List.copyOf(codes);
  }

  /** A record without flags, with an empty registry and history. */
  public static VerdictSample of(String name, Telemetry record) {
    return new VerdictSample(name, record, new FakeRegistry(), new FakeHistory(), List.of());
  }

  /** The same, with other records of the vendor. */
  public VerdictSample in(FakeRegistry other) {
    return new VerdictSample(name, record, other, history, codes);
  }

  /** The same, with these records stored before, in order. */
  public VerdictSample after(Telemetry... earlier) {
    return new VerdictSample(name, record, registry, FakeHistory.of(earlier), codes);
  }

  /** The same, with expected flags. */
  public VerdictSample raises(String... other) {
    return new VerdictSample(name, record, registry, history, List.of(other));
  }

  @Override
  public String toString() {
    return name;
  }
}
