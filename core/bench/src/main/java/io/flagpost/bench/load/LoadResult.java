package io.flagpost.bench.load;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The result of a load.
 *
 * @param completed answers with status 200 within the measured time
 * @param seconds the measured time
 * @param latencies of those answers, in microseconds: in a closed loop from sending, in an open one
 *     from the moment that the request was due
 * @param ok all answers with status 200, including the warm-up
 * @param failures all other outcomes, by kind
 * @param codes answers by the code in their envelope, including the warm-up
 * @param samples bodies of some answers, including refusals
 * @param cpu the processor time
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
