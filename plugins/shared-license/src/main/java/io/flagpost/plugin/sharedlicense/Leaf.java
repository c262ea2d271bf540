package io.flagpost.plugin.sharedlicense;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Some values in ascending order, each with the latest time at which it was shown. Immutable. */
final class Leaf {
  static final Leaf EMPTY = new Leaf(new long[0], new long[0]);

  private final long[] values;
  private final long[] times;
  private final int oldest;

  private Leaf(long[] values, long[] times) {
    this.values = values;
    this.times = times;
    this.oldest = indexOfLeast(times);
  }

  /** The leaf with these values in it, which must ascend. */
  static Leaf of(long[] values, long[] times) {
    for (int i = 1; i < values.length; i++) {
      if (values[i - 1] >= values[i]) {
        throw new IllegalArgumentException("the values do not ascend");
      }
    }
    return new Leaf(values, times);
  }

  /** Leaves whose values ascend from one to the next as one. */
  static Leaf joined(Leaf[] leaves) {
    int count = 0;
    for (Leaf each : leaves) {
      count += each.count();
    }
    long[] values = new long[count];
    long[] times = new long[count];
    int end = 0;
    for (Leaf each : leaves) {
      System.arraycopy(each.values, 0, values, end, each.count());
      System.arraycopy(each.times, 0, times, end, each.count());
      end += each.count();
    }
    return new Leaf(values, times);
  }

  /** This leaf cut into so many (a power of two), equal parts of the values' range. */
  Leaf[] split(int parts) {
    Leaf[] leaves = new Leaf[parts];
    int from = 0;
    for (int part = 0; part < parts; part++) {
      int to = from;
      while (to < values.length && part(values[to], parts) == part) {
        to++;
      }
      leaves[part] =
          from == to
              ? EMPTY
              : new Leaf(Arrays.copyOfRange(values, from, to), Arrays.copyOfRange(times, from, to));
      from = to;
    }
    return leaves;
  }

  /** Into which of so many parts of the range a value belongs. */
  static int part(long value, int parts) {
    return (int) ((value >> (Long.SIZE - Integer.numberOfTrailingZeros(parts))) + parts / 2);
  }

  int count() {
    return values.length;
  }

  boolean holds(long value) {
    return Arrays.binarySearch(values, value) >= 0;
  }

  /** The earliest of the times; the greatest of all if there is none. */
  long oldest() {
    return oldest < 0 ? Long.MAX_VALUE : times[oldest];
  }

  /** This leaf with the value in it, at this time or the later one that it had. */
  Leaf with(long value, long time) {
    int found = Arrays.binarySearch(values, value);
    if (found >= 0) {
      if (times[found] >= time) {
        return this;
      }
      long[] changed = times.clone();
      changed[found] = time;
      return new Leaf(values, changed);
    }
    int place = -found - 1;
    return new Leaf(inserted(values, place, value), inserted(times, place, time));
  }

  /** This leaf without the value that was shown the longest ago; of several, the least one. */
  Leaf withoutOldest() {
    return new Leaf(without(values, oldest), without(times, oldest));
  }

  /** What of it was shown after this time. */
  Leaf laterThan(long start) {
    if (oldest() > start) {
      return this;
    }
    long[] keptValues = new long[values.length];
    long[] keptTimes = new long[values.length];
    int kept = 0;
    for (int i = 0; i < values.length; i++) {
      if (times[i] > start) {
        keptValues[kept] = values[i];
        keptTimes[kept++] = times[i];
      }
    }
    return kept == 0
        ? EMPTY
        : new Leaf(Arrays.copyOf(keptValues, kept), Arrays.copyOf(keptTimes, kept));
  }

  void putInto(ByteBuffer bytes) {
    for (int i = 0; i < values.length; i++) {
      bytes.putLong(values[i]).putLong(times[i]);
    }
  }

  private static long[] inserted(long[] array, int place, long element) {
    long[] longer = new long[array.length + 1];
    System.arraycopy(array, 0, longer, 0, place);
    longer[place] = element;
    System.arraycopy(array, place, longer, place + 1, array.length - place);
    return longer;
  }

  private static long[] without(long[] array, int place) {
    long[] shorter = new long[array.length - 1];
    System.arraycopy(array, 0, shorter, 0, place);
    System.arraycopy(array, place + 1, shorter, place, shorter.length - place);
    return shorter;
  }

  private static int indexOfLeast(long[] array) {
    int least = array.length == 0 ? -1 : 0;
    for (int i = 1; i < array.length; i++) {
      if (array[i] < array[least]) {
        least = i;
      }
    }
    return least;
  }
}
