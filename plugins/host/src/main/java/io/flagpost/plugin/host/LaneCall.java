package io.flagpost.plugin.host;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One record in one plugin: which of its checks run, and their progress. */
final class LaneCall {
  static final int MOST_LOOKUPS = 64;

  private final CheckRound round;
  private final PluginCatalog.Member member;
  private final long begin = System.nanoTime();
  private final AtomicInteger lookups = new AtomicInteger();
  private final @Nullable CheckCall[] calls;
  private long probes;
  private volatile long begun;

  LaneCall(CheckRound round, PluginCatalog.Member member) {
    this.round = round;
    this.member = member;
    this.calls = new CheckCall[member.checks().size()];
  }

  CheckRound round() {
    return round;
  }

  PluginCatalog.Member member() {
    return member;
  }

  /** The time since the record was handed over. */
  long nanos() {
    return System.nanoTime() - begin;
  }

  PluginLane lane() {
    return member.lane();
  }

  int checks() {
    return calls.length;
  }

  HostedCheck check(int number) {
    return member.checks().get(number);
  }

  int slot(int number) {
    return member.firstSlot() + number;
  }

  /** Whether the record is already stored; if not, a client is waiting for it. */
  boolean isStored() {
    return round.isStored();
  }

  /** Counts one more look-up; false if the limit is exceeded. */
  boolean mayAsk() {
    return lookups.incrementAndGet() <= MOST_LOOKUPS;
  }

  /** Records that one of the checks runs now. On one thread of the lane. */
  CheckCall begin(int number) {
    CheckCall call = new CheckCall(this, check(number), slot(number));
    calls[number] = call;
    begun |= 1L << number; // makes it visible
    return call;
  }

  /** The state of one of the checks; null if it has not got the record. */
  @Nullable CheckCall begun(int number) {
    return (begun & 1L << number) == 0 ? null : calls[number];
  }

  /** Whether a quarantined check is on probation with this record. */
  boolean isProbe(int number) {
    return (probes & 1L << number) != 0;
  }

  /** Before the record is handed over. */
  void markProbe(int number) {
    probes |= 1L << number;
  }

  /** Leaves unanswered checks pending because the time is up. */
  void expire(long now) {
    long late = claimPending();
    if (late != 0) {
      lane().timedOut(this, late, now);
      round.settle(Long.bitCount(late));
    }
  }

  /** Leaves unanswered checks pending because the plugin is not asked. */
  void abandon() {
    settle(claimPending());
  }

  /** Leaves some checks pending because they are not asked. */
  void withhold(long checks) {
    long unasked = 0;
    for (int i = 0; i < calls.length; i++) {
      if ((checks & 1L << i) != 0 && round.claimPending(slot(i))) {
        unasked |= 1L << i;
      }
    }
    settle(unasked);
  }

  private void settle(long unasked) {
    if (unasked != 0) {
      lane().release(this, Long.bitCount(unasked));
      round.settle(Long.bitCount(unasked));
    }
  }

  private long claimPending() {
    long claimed = 0;
    for (int i = 0; i < calls.length; i++) {
      if (round.claimPending(slot(i))) {
        claimed |= 1L << i;
      }
    }
    return claimed;
  }
}
