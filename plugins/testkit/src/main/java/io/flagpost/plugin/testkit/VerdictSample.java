package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.Objects;

/**
 * A record, the circumstances, and the verdict that a plugin has to give: a row of the table that
 * {@link PluginContractSuite} goes through.
 *
 * @param name what is special about it, for the report
 * @param record the record to judge
 * @param registry the vendor's records at that time
 * @param history what was stored before
 * @param codes the codes that the plugin raises, in this order, with its id before a slash unless
 *     it is a built-in one
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

  /** A record on which nothing is raised, with an empty registry and history. */
  public static VerdictSample of(String name, Telemetry record) {
    return new VerdictSample(name, record, new FakeRegistry(), new FakeHistory(), List.of());
  }

  /** The same with other records of the vendor's. */
  public VerdictSample in(FakeRegistry other) {
    return new VerdictSample(name, record, other, history, codes);
  }

  /** The same with these records stored before, the first one first. */
  public VerdictSample after(Telemetry... earlier) {
    return new VerdictSample(name, record, registry, FakeHistory.of(earlier), codes);
  }

  /** The same with flags to be raised. */
  public VerdictSample raises(String... other) {
    return new VerdictSample(name, record, registry, history, List.of(other));
  }

  @Override
  public String toString() {
    return name;
  }
}
