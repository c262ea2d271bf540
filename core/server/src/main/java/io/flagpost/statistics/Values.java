package io.flagpost.statistics;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import io.vertx.core.buffer.Buffer;

/**
 * Numbers, summed up: their percentiles are right to 1 % of the value, except for values nearer to
 * zero than a hundred-millionth of the largest, which are told apart no further. Can be merged. Not
 * thread-safe.
 *
 * <p>The bins are encoded as: a byte for the layout; how many numbers are zero; then of negative
 * and of positive numbers how many bins there are, and of each its index (4 bytes) and how many
 * numbers it has. Counts have 8 bytes, all of it big-endian.
 */
final class Values {
  private static final byte LAYOUT = 1;

  /** The largest relative error of a percentile. */
  static final double ACCURACY = 0.01;

  private static final int MOST_BINS = 1_024;
  private static final IndexMapping MAPPING = new LogarithmicMapping(ACCURACY);

  private final Store negative;
  private final Store positive;
  private long zero;
  private long count;
  private double sum;
  private double least;
  private double greatest;

  /** None. */
  Values() {
    this(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  private Values(long count, double sum, double least, double greatest) {
    this.negative = new CollapsingLowestDenseStore(MOST_BINS);
    this.positive = new CollapsingLowestDenseStore(MOST_BINS);
    this.count = count;
    this.sum = sum;
    this.least = least;
    this.greatest = greatest;
  }

  /** As they were kept; the bins are what {@link #bins} told. */
  static Values of(long count, double sum, double least, double greatest, Buffer bins) {
    if (bins.getByte(0) != LAYOUT) {
      throw new IllegalArgumentException("Not bins that this version knows");
    }
    Values values = new Values(count, sum, least, greatest);
    values.zero = bins.getLong(1);
    int at = values.read(values.negative, bins, 1 + Long.BYTES);
    values.read(values.positive, bins, at);
    return values;
  }

  private int read(Store store, Buffer bins, int from) {
    int number = bins.getInt(from);
    int at = from + Integer.BYTES;
    for (int i = 0; i < number; i++) {
      store.add(bins.getInt(at), bins.getLong(at + Integer.BYTES));
      at += Integer.BYTES + Long.BYTES;
    }
    return at;
  }

  /** Whether a number can be added. */
  static boolean takes(double value) {
    return Math.abs(value) <= MAPPING.maxIndexableValue();
  }

  /** Adds a number that it {@link #takes}. */
  void add(double value) {
    count++;
    sum += value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    if (value >= MAPPING.minIndexableValue()) {
      positive.add(MAPPING.index(value));
    } else if (-value >= MAPPING.minIndexableValue()) {
      negative.add(MAPPING.index(-value));
    } else {
      zero++;
    }
  }

  void add(Values other) {
    count += other.count;
    sum += other.sum;
    least = Math.min(least, other.least);
    greatest = Math.max(greatest, other.greatest);
    zero += other.zero;
    positive.mergeWith(other.positive);
    negative.mergeWith(other.negative);
  }

  /**
   * About the value that so many are not above.
   *
   * @param share of them, 0 to 1
   */
  double percentile(double share) {
    return DDSketch.of(MAPPING, negative.copy(), positive.copy(), (double) zero)
        .getValueAtQuantile(share);
  }

  long count() {
    return count;
  }

  double sum() {
    return sum;
  }

  double least() {
    return least;
  }

  double greatest() {
    return greatest;
  }

  Buffer bins() {
    Buffer bins = Buffer.buffer().appendByte(LAYOUT).appendLong(zero);
    append(negative, bins);
    append(positive, bins);
    return bins;
  }

  private static void append(Store store, Buffer bins) {
    int at = bins.length();
    bins.appendInt(0);
    store
        .getAscendingIterator()
        .forEachRemaining(
            bin -> bins.appendInt(bin.getIndex()).appendLong(Math.round(bin.getCount())));
    bins.setInt(at, (bins.length() - at - Integer.BYTES) / (Integer.BYTES + Long.BYTES));
  }
}
