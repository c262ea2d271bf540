package io.flagpost.bench.load;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param completed answers with status 200 within the measured time
 * @param seconds the measured time
 * @param latencies of those answers, in microseconds: in a closed loop from sending, in an open one
 *     from the moment that the request was due
 * @param ok answers with status 200 in all, warm-up included
 * @param failures everything else in all, by what it was
 * @param codes answers by the code in their envelope, warm-up included
 * @param samples bodies of some answers, refusals among them
 * @param cpu what it cost
 */
public record LoadResult(
    long completed,
    double seconds,
    Histogram latencies,
    long ok,
    Map<String, Long> failures,
    Map<Integer, Long> codes,
    List<String> samples,
    CpuShares cpu) {

  /** Answers per second. */
  public double rate() {
    return completed / seconds;
  }

  /** A percentile of the latencies, in milliseconds. */
  public double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1_000.0;
  }

  /** Requests that were not answered with status 200. */
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }
}
