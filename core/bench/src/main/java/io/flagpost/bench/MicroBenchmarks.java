package io.flagpost.bench;

import static java.util.stream.Collectors.joining;

import io.flagpost.bench.report.Report;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks, with the garbage that each creates. */
final class MicroBenchmarks {
  private MicroBenchmarks() {}

  static void run(BenchSettings settings, Report report) {
    if ("false".equals(settings.jmh())) {
      return;
    }
    report.section("Single steps (JMH)");
    TimeValue time = TimeValue.milliseconds(settings.quick() ? 100 : 1_000);
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("io.flagpost.bench.micro.*(" + settings.jmh() + ")")
        .forks(1)
        .warmupIterations(settings.quick() ? 1 : 3)
        .warmupTime(time)
        .measurementIterations(settings.quick() ? 1 : 3)
        .measurementTime(time)
        .timeUnit(TimeUnit.MICROSECONDS)
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT);
    try {
      Collection<RunResult> results = new Runner(options.build()).run();
      results.forEach(result -> tell(result, report));
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tell(RunResult result, Report report) {
    Result<?> garbage = result.getSecondaryResults().get("gc.alloc.rate.norm");
    BenchmarkParams params = result.getParams();
    String of =
        params.getParamsKeys().stream().map(key -> " " + params.getParam(key)).collect(joining());
    report.fact(
        params.getBenchmark().replaceFirst(".*\\.micro\\.", "") + of,
        String.format(
            Locale.ROOT,
            "%10.3f us %12.0f bytes",
            result.getPrimaryResult().getScore(),
            garbage == null ? Double.NaN : garbage.getScore()));
  }
}
