package io.flagpost.bench;

import io.flagpost.bench.load.LoadResult;
import io.flagpost.bench.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Compares the rates of two measurements that are repeated alternately, so that other load on the
 * machine affects both.
 */
final class Ratios {
  private final List<Double> ratios = new ArrayList<>();
  private double largestDriverShare;
  private long failed;

  /**
   * Takes two measurements alternately.
   *
   * @param rounds the number of rounds
   * @param yardstick the one measured first in each round
   * @param subject the one compared with it
   */
  static Ratios inTurns(int rounds, Supplier<LoadResult> yardstick, Supplier<LoadResult> subject) {
    Ratios ratios = new Ratios();
    for (int round = 0; round < rounds; round++) {
      LoadResult first = yardstick.get();
      ratios.add(subject.get(), first);
    }
    return ratios;
  }

  void add(LoadResult subject, LoadResult yardstick) {
    ratios.add(yardstick.completed() == 0 ? 0 : subject.rate() / yardstick.rate());
    failed += yardstick.failed() + subject.failed();
    largestDriverShare =
        Math.max(
            largestDriverShare,
            Math.max(subject.cpu().driverShare(), yardstick.cpu().driverShare()));
  }

  /** The median ratio. */
  double median() {
    return median(ratios);
  }

  /**
   * Voids a target based on these if the driver used too much of the machine, or if not all
   * requests were answered, and adds their spread.
   */
  Target judge(Target target) {
    return target
        .onlyIf(failed == 0, failed + " requests were not answered with 200")
        .onlyIf(
            largestDriverShare <= Bench.MOST_DRIVER_SHARE,
            String.format(Locale.ROOT, "the driver took %.0f %%", 100 * largestDriverShare))
        .remark(
            String.format(
                Locale.ROOT,
                "%.3f to %.3f in %d rounds",
                ratios.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                ratios.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                ratios.size()));
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
