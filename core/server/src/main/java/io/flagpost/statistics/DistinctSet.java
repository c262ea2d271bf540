package io.flagpost.statistics;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Different values, by their hashes: up to 32 exactly, more as a sketch whose count is off by 2.4 %
 * (standard error). Not thread-safe.
 *
 * <p>Encoded: a byte for the kind, then the hashes in their order of 8 bytes each, or the
 * registers.
 */
final class DistinctSet {
  static final int MOST_EXACT = 32;

  private static final byte EXACT = 1;
  private static final byte SKETCH = 2;
  private static final int PRECISION = 10;

  private final TreeSet<Long> exact = new TreeSet<>();
  private @Nullable UltraLogLog sketch;

  /** Reads what {@link #encoded} wrote. */
  static DistinctSet of(Buffer encoded) {
    DistinctSet set = new DistinctSet();
    switch (encoded.getByte(0)) {
      case EXACT -> {
        for (int at = 1; at < encoded.length(); at += Long.BYTES) {
          set.exact.add(encoded.getLong(at));
        }
      }
      case SKETCH -> set.sketch = UltraLogLog.wrap(encoded.getBytes(1, encoded.length()));
      default -> throw new IllegalArgumentException("Not a set that this version knows");
    }
    return set;
  }

  /** Adds hashes; whether that changes it. */
  boolean addAll(Collection<Long> hashes) {
    if (sketch == null && !exact.addAll(hashes)) {
      return false;
    }
    if (sketch == null && exact.size() <= MOST_EXACT) {
      return true;
    }
    UltraLogLog all = sketch == null ? UltraLogLog.create(PRECISION) : sketch;
    byte[] before = all.getState().clone();
    exact.forEach(hash -> all.add(Mix.of(hash)));
    exact.clear();
    hashes.forEach(hash -> all.add(Mix.of(hash)));
    boolean began = sketch == null;
    sketch = all;
    return began || !Arrays.equals(before, all.getState());
  }

  /** Adds what is in another one. */
  void addAll(DistinctSet other) {
    UltraLogLog more = other.sketch;
    if (more == null) {
      addAll(other.exact);
      return;
    }
    UltraLogLog all = sketch == null ? UltraLogLog.create(PRECISION) : sketch;
    exact.forEach(hash -> all.add(Mix.of(hash)));
    exact.clear();
    sketch = all.add(more);
  }

  /** About how many there are. */
  double count() {
    return sketch == null ? exact.size() : sketch.getDistinctCountEstimate();
  }

  Buffer encoded() {
    Buffer encoded = Buffer.buffer();
    if (sketch == null) {
      encoded.appendByte(EXACT);
      exact.forEach(encoded::appendLong);
    } else {
      encoded.appendByte(SKETCH).appendBytes(sketch.getState());
    }
    return encoded;
  }
}
