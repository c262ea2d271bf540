package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.v1.History;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The distinct users of an activation, as {@link Identity}, each with the latest time of receipt of
 * a record that named them. Immutable.
 *
 * <p>At most {@value #MOST}. When there are more, the one that was named the longest ago goes (of
 * several at the same moment, the least): the next that the window would have left behind. So the
 * count is right up to {@value #MOST}, and stays there beyond.
 */
final class Users {
  /** As many as the earlier records in a {@link History}, and the record itself. */
  static final int MOST = History.LIMIT + 1;

  /** How many bytes it takes at most. */
  static final int MOST_BYTES = Short.BYTES + MOST * 2 * Long.BYTES;

  static final Users NONE = new Users(new long[0], new long[0], Long.MAX_VALUE);

  private final long[] users; // ascending
  private final long[] times;
  private final long notBefore; // none of the times is earlier; the earliest may be later

  private Users(long[] users, long[] times, long notBefore) {
    this.users = users;
    this.times = times;
    this.notBefore = notBefore;
  }

  /** How many with this one, at most {@value #MOST}. */
  int countWith(long user) {
    return users.length == MOST || Arrays.binarySearch(users, user) >= 0
        ? users.length
        : users.length + 1;
  }

  /** How many, at most {@value #MOST}. */
  int count() {
    return users.length;
  }

  /** These and this one, named at this time. */
  Users with(long user, long time) {
    int found = Arrays.binarySearch(users, user);
    if (found >= 0) {
      if (times[found] >= time) {
        return this;
      }
      long[] changed = times.clone();
      changed[found] = time;
      return new Users(users, changed, notBefore);
    }
    int place = -found - 1;
    if (users.length < MOST) {
      return new Users(
          inserted(users, place, user), inserted(times, place, time), Math.min(notBefore, time));
    }
    int oldest = oldest();
    long least = times[oldest];
    if (time < least || (time == least && user < users[oldest])) {
      return this;
    }
    return new Users(
        replaced(users, oldest, place, user), replaced(times, oldest, place, time), least);
  }

  /** Those who were named after this time. */
  Users laterThan(long start) {
    if (notBefore > start) {
      return this;
    }
    long[] keptUsers = new long[users.length];
    long[] keptTimes = new long[users.length];
    int kept = 0;
    long earliest = Long.MAX_VALUE;
    for (int i = 0; i < users.length; i++) {
      if (times[i] > start) {
        keptUsers[kept] = users[i];
        keptTimes[kept++] = times[i];
        earliest = Math.min(earliest, times[i]);
      }
    }
    return new Users(Arrays.copyOf(keptUsers, kept), Arrays.copyOf(keptTimes, kept), earliest);
  }

  void putInto(ByteBuffer bytes) {
    bytes.putShort((short) users.length);
    for (int i = 0; i < users.length; i++) {
      bytes.putLong(users[i]).putLong(times[i]);
    }
  }

  /** Reads what {@link #putInto} wrote. */
  static Users from(ByteBuffer bytes) {
    int count = bytes.getShort();
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException("too many users");
    }
    long[] users = new long[count];
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      users[i] = bytes.getLong();
      times[i] = bytes.getLong();
      if (i > 0 && users[i - 1] >= users[i]) {
        throw new IllegalArgumentException("the users do not ascend");
      }
    }
    return new Users(users, times, Arrays.stream(times).min().orElse(Long.MAX_VALUE));
  }

  private int oldest() {
    int oldest = 0;
    for (int i = 1; i < times.length; i++) {
      if (times[i] < times[oldest]) {
        oldest = i;
      }
    }
    return oldest;
  }

  private static long[] inserted(long[] array, int place, long element) {
    long[] longer = new long[array.length + 1];
    System.arraycopy(array, 0, longer, 0, place);
    longer[place] = element;
    System.arraycopy(array, place, longer, place + 1, array.length - place);
    return longer;
  }

  /** The array without what is in one place, and with another element before what is in another. */
  private static long[] replaced(long[] array, int gone, int place, long element) {
    long[] changed = array.clone();
    if (gone < place) {
      System.arraycopy(array, gone + 1, changed, gone, place - 1 - gone);
      changed[place - 1] = element;
    } else {
      System.arraycopy(array, place, changed, place + 1, gone - place);
      changed[place] = element;
    }
    return changed;
  }
}
