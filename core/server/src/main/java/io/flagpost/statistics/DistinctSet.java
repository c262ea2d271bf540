package io.flagpost.statistics;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
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
  static final int PRECISION = 10;

  /** Of a count that is not exact. */
  static final double STANDARD_ERROR = 0.0244;

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

  /** The hashes of those that it knows one by one. */
  Set<Long> exact() {
    return Collections.unmodifiableSet(exact);
  }

  /** What it has in place of them; null if it knows all one by one. Not to be changed. */
  @Nullable UltraLogLog sketch() {
    return sketch;
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
