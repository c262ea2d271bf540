package io.flagpost.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of the measurements; each is a system property {@code bench.…}, and {@code
 * bench.only} is another name of {@code bench.parts}.
 *
 * @param parts what is measured
 * @param quick whether this run only tests the benchmark itself
 * @param measured how long each measurement lasts
 * @param warmUp how many requests warm up a server after its start
 * @param settle how long each measurement runs before it is counted
 * @param rounds how often the measurements of a ratio are repeated
 * @param rates the rates of the open loop, in addition to half of the peak
 * @param storedRows how many records the full table has; 0 to skip it
 * @param historyRows how many earlier records verdicts and statistics are measured with
 * @param kept the folder of the PostgreSQL that keeps them from run to run
 * @param flags the flags of every server's JVM
 * @param disabledPlugins the plugins that the gateway does not load
 * @param wrk whether to run wrk where it is installed
 * @param jmh which JMH benchmarks to run, as a regular expression; {@code false} for none
 * @param distribution the distribution that the build has made
 * @param directory for data, logs and the result
 */
record BenchSettings(
    Set<Part> parts,
    boolean quick,
    Duration measured,
    long warmUp,
    Duration settle,
    int rounds,
    List<Integer> rates,
    long storedRows,
    long historyRows,
    Path kept,
    List<String> flags,
    String disabledPlugins,
    boolean wrk,
    String jmh,
    Path distribution,
    Path directory) {

  /**
   * The heap of a small server. Its size is fixed and its pages are touched in advance, so that no
   * measurement pays for its growth.
   */
  private static final String FLAGS = "-Xms512m -Xmx512m -XX:+AlwaysPreTouch";

  /** A part of the benchmark. */
  enum Part {
    /** How fast verdicts are. */
    SUSTAINED,
    /** How fast it is told what was received. */
    STATISTICS,
    /** What each set of indexes costs a record, and a reader. */
    INDEXES,
    /** How fast records are received. */
    RECEIPT,
    /** Single steps. */
    STEPS
  }

  /** The checks on stored records. */
  static final String AFTER_STORE = "shared-license,cloned-activation,replayed-request";

  BenchSettings {
    parts = Set.copyOf(parts);
    rates = List.copyOf(rates);
    flags = List.copyOf(flags);
  }

  static BenchSettings read(Properties properties) {
    boolean quick = isSet(properties, "bench.quick", false);
    long seconds = Long.parseLong(text(properties, "bench.seconds", quick ? "2" : "15"));
    return new BenchSettings(
        split(text(properties, "bench.only", parts(properties)), ",")
            .map(part -> Part.valueOf(part.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet()),
        quick,
        Duration.ofSeconds(seconds),
        quick ? 5_000 : 600_000,
        Duration.ofSeconds(quick ? 1 : 3),
        Integer.parseInt(text(properties, "bench.rounds", quick ? "1" : "3")),
        split(text(properties, "bench.rates", quick ? "500" : "1000,2500,5000"), ",")
            .map(Integer::valueOf)
            .toList(),
        Long.parseLong(text(properties, "bench.rows", quick ? "20000" : "10000000")),
        Long.parseLong(text(properties, "bench.history", quick ? "20000" : "10000000")),
        Path.of(text(properties, "bench.kept", "target/kept")).toAbsolutePath(),
        split(text(properties, "bench.jvm", FLAGS), " ").toList(),
        text(properties, "bench.disabled", ""),
        isSet(properties, "bench.wrk", true),
        text(properties, "jmh", ".*"),
        Path.of(text(properties, "bench.distribution", "../target/flagpost")).toAbsolutePath(),
        Path.of(text(properties, "bench.directory", "target")).toAbsolutePath());
  }

  private static String parts(Properties properties) {
    return text(properties, "bench.parts", "sustained,receipt,steps");
  }

  /** Set without a value means yes, as in Maven. */
  private static boolean isSet(Properties properties, String name, boolean otherwise) {
    return Boolean.parseBoolean(text(properties, name, Boolean.toString(otherwise)));
  }

  private static Stream<String> split(String text, String separator) {
    return Stream.of(text.split(separator, -1)).map(String::strip).filter(part -> !part.isEmpty());
  }

  private static String text(Properties properties, String name, String otherwise) {
    String value = properties.getProperty(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }
}
