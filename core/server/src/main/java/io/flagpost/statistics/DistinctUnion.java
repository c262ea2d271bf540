package io.flagpost.statistics;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All different values of several sets: exact as long as each of these is. Not thread-safe. */
final class DistinctUnion {
  private final Set<Long> exact = new HashSet<>();
  private @Nullable UltraLogLog sketch;

  void add(DistinctSet set) {
    exact.addAll(set.exact());
    UltraLogLog other = set.sketch();
    if (other != null) {
      UltraLogLog all = sketch == null ? UltraLogLog.create(DistinctSet.PRECISION) : sketch;
      all.add(other);
      sketch = all;
    }
  }

  /**
   * Adds a set as it is kept.
   *
   * @param set null if nothing is kept
   */
  void addEncoded(@Nullable Buffer set) {
    if (set != null) {
      add(DistinctSet.of(set));
    }
  }

  boolean isExact() {
    return sketch == null;
  }

  /** How many there are, or about how many. */
  long count() {
    UltraLogLog some = sketch;
    if (some == null) {
      return exact.size();
    }
    UltraLogLog all = some.copy();
    exact.forEach(hash -> all.add(Mix.of(hash)));
    return Math.round(all.getDistinctCountEstimate());
  }
}
