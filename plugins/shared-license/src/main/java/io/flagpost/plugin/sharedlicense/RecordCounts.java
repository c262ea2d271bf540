package io.flagpost.plugin.sharedlicense;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How many records were received in each step of the window. Immutable.
 *
 * <p>A step is forgotten as soon as the window holds only a part of it, so the sum leaves out what
 * was received in the window's oldest 64th, and is never too high.
 */
final class RecordCounts {
  /** How many bytes it takes at most. */
  static final int MOST_BYTES = 1 + Long.BYTES + (Window.STEPS + 1) * (1 + 5);

  static final RecordCounts NONE = new RecordCounts(new long[0], new int[0]);

  private final long[] steps; // ascending
  private final int[] counts;

  private RecordCounts(long[] steps, int[] counts) {
    this.steps = steps;
    this.counts = counts;
  }

  /** How many records, without those that were forgotten. */
  int sum() {
    long sum = 0;
    for (int each : counts) {
      sum += each;
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  /** These and one more, received at this time. */
  RecordCounts with(long received, Window window) {
    long step = window.stepOf(received);
    int end = steps.length;
    int found = end > 0 && steps[end - 1] == step ? end - 1 : Arrays.binarySearch(steps, step);
    if (found >= 0) {
      int[] more = counts.clone();
      more[found] = Math.max(more[found], more[found] + 1);
      return new RecordCounts(steps, more);
    }
    int place = -found - 1;
    long[] moreSteps = Arrays.copyOf(steps, end + 1);
    int[] moreCounts = Arrays.copyOf(counts, end + 1);
    System.arraycopy(steps, place, moreSteps, place + 1, end - place);
    System.arraycopy(counts, place, moreCounts, place + 1, end - place);
    moreSteps[place] = step;
    moreCounts[place] = 1;
    return new RecordCounts(moreSteps, moreCounts);
  }

  /** What of it is wholly in the window that begins here. */
  RecordCounts in(Window window, long start) {
    int gone = 0;
    while (gone < steps.length && !window.holdsAllOf(steps[gone], start)) {
      gone++;
    }
    return gone == 0
        ? this
        : new RecordCounts(
            Arrays.copyOfRange(steps, gone, steps.length),
            Arrays.copyOfRange(counts, gone, counts.length));
  }

  void putInto(ByteBuffer bytes) {
    bytes.put((byte) steps.length);
    for (int i = 0; i < steps.length; i++) {
      if (i == 0) {
        bytes.putLong(steps[0]);
      }
      bytes.put((byte) (steps[i] - steps[0])); // at most 64
      int rest = counts[i];
      for (; rest > 0x7f; rest >>>= 7) {
        bytes.put((byte) (rest | 0x80));
      }
      bytes.put((byte) rest);
    }
  }

  /** Reads what {@link #putInto} wrote. */
  static RecordCounts from(ByteBuffer bytes) {
    int length = bytes.get();
    if (length < 0 || length > Window.STEPS + 1) {
      throw new IllegalArgumentException("too many steps");
    }
    long[] steps = new long[length];
    int[] counts = new int[length];
    long first = length == 0 ? 0 : bytes.getLong();
    for (int i = 0; i < length; i++) {
      steps[i] = first + bytes.get();
      int shift = 0;
      byte next = bytes.get();
      for (; next < 0; next = bytes.get()) {
        counts[i] |= (next & 0x7f) << shift;
        shift += 7;
      }
      counts[i] |= next << shift;
    }
    return new RecordCounts(steps, counts);
  }
}
