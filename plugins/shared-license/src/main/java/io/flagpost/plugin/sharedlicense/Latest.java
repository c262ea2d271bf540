package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.History;
import java.nio.ByteBuffer;

/**
 * The distinct values that a license's records showed, each with the latest time of receipt of a
 * record that showed it. Immutable; what did not change is shared with the one before.
 *
 * <p>At most {@value #MOST} values. When there are more, the one that was shown the longest ago
 * goes (of several at the same moment, the least): the next that the window would have left behind.
 * So the values are those that were shown last, whatever order the records came in, and the count
 * is right up to {@value #MOST} and stays there beyond.
 */
final class Latest {
  /** As many as the earlier records in a {@link History}, and the record itself. */
  static final int MOST = History.LIMIT + 1;

  /** How many bytes it takes at most. */
  static final int MOST_BYTES = Short.BYTES + MOST * 2 * Long.BYTES;

  static final Latest NONE = new Latest(new Leaf[] {Leaf.EMPTY}, 0, Long.MAX_VALUE);

  // One leaf for a few values; for many, so many that a change copies few of them.
  private static final int MANY = 64;
  private static final int FEW = 32;
  private static final int LEAVES = 32;

  private final Leaf[] leaves;
  private final int count;
  private final long notBefore; // none of the times is earlier; the earliest may be later

  private Latest(Leaf[] leaves, int count, long notBefore) {
    this.leaves = leaves;
    this.count = count;
    this.notBefore = notBefore;
  }

  /** How many values, at most {@value #MOST}. */
  int count() {
    return count;
  }

  /** How many with this one, at most {@value #MOST}. */
  int countWith(long value) {
    return count == MOST || leaves[place(value)].holds(value) ? count : count + 1;
  }

  /** These values and this one, shown at this time. */
  Latest with(long value, long time) {
    int place = place(value);
    Leaf old = leaves[place];
    Leaf leaf = old.with(value, time);
    if (leaf == old) {
      return this;
    }
    Latest more = replaced(place, leaf, Math.min(notBefore, time));
    return more.count > MOST ? more.withoutOldest() : more.count > MANY ? more.spread() : more;
  }

  /** What of it was shown after this time. */
  Latest laterThan(long start) {
    if (notBefore > start) {
      return this;
    }
    Leaf[] left = new Leaf[leaves.length];
    int leftCount = 0;
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < left.length; i++) {
      left[i] = leaves[i].laterThan(start);
      leftCount += left[i].count();
      oldest = Math.min(oldest, left[i].oldest());
    }
    return new Latest(
        leftCount <= FEW && left.length > 1 ? new Leaf[] {Leaf.joined(left)} : left,
        leftCount,
        oldest);
  }

  void putInto(ByteBuffer bytes) {
    bytes.putShort((short) count);
    for (Leaf each : leaves) {
      each.putInto(bytes);
    }
  }

  /** Reads what {@link #putInto} wrote. */
  static Latest from(ByteBuffer bytes) {
    int count = bytes.getShort();
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException("too many values");
    }
    long[] values = new long[count];
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = bytes.getLong();
      times[i] = bytes.getLong();
    }
    Leaf all = Leaf.of(values, times);
    Latest whole = new Latest(new Leaf[] {all}, count, all.oldest());
    return count > MANY ? whole.spread() : whole;
  }

  private int place(long value) {
    return leaves.length == 1 ? 0 : Leaf.part(value, LEAVES);
  }

  private Latest replaced(int place, Leaf leaf, long noneBefore) {
    Leaf[] changed = leaves.clone();
    changed[place] = leaf;
    return new Latest(changed, count - leaves[place].count() + leaf.count(), noneBefore);
  }

  private Latest spread() {
    return leaves.length > 1 ? this : new Latest(leaves[0].split(LEAVES), count, notBefore);
  }

  private Latest withoutOldest() {
    int oldest = 0;
    for (int i = 1; i < leaves.length; i++) {
      if (leaves[i].oldest() < leaves[oldest].oldest()) {
        oldest = i;
      }
    }
    return replaced(oldest, leaves[oldest].withoutOldest(), leaves[oldest].oldest());
  }
}
