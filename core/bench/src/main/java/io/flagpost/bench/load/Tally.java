package io.flagpost.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts the answers. */
final class Tally {
  private static final int SAMPLE_EVERY = 499;
  private static final int MOST_SAMPLES = 200;
  private static final long LONGEST_MICROS = 600_000_000;

  private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
  private final Map<String, Long> failures = new TreeMap<>();
  private final long[] codes = new long[1_000];
  private final List<String> samples = new ArrayList<>();
  private boolean counting;
  private long answers;
  private long ok;
  private long completed;

  /** Starts counting answers for the result. */
  void begin() {
    counting = true;
  }

  void end() {
    counting = false;
  }

  void answered(Answer answer, long micros) {
    if (answers++ % SAMPLE_EVERY == 0 && samples.size() < MOST_SAMPLES) {
      samples.add(answer.body());
    }
    int status = answer.status();
    if (status != 200) {
      failed(status + "/" + answer.code());
      return;
    }
    ok++;
    codes[answer.code() % codes.length]++;
    if (counting) {
      completed++;
      latencies.recordValue(Math.min(micros, LONGEST_MICROS));
    }
  }

  void failed(String what) {
    failures.merge(what, 1L, Long::sum);
  }

  void failed(String what, long times) {
    if (times > 0) {
      failures.merge(what, times, Long::sum);
    }
  }

  LoadResult result(double seconds, CpuShares cpu) {
    Map<Integer, Long> byCode = new TreeMap<>();
    for (int code = 0; code < codes.length; code++) {
      if (codes[code] > 0) {
        byCode.put(code, codes[code]);
      }
    }
    return new LoadResult(
        completed,
        seconds,
        latencies,
        ok,
        Map.copyOf(failures),
        Map.copyOf(byCode),
        List.copyOf(samples),
        cpu);
  }
}
