package io.flagpost.plugin.host;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A bounded queue of records for a plugin. Any thread. */
final class Inbox {
  private final int capacity;
  private final Queue<LaneCall> calls = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger unsettled = new AtomicInteger();

  Inbox(int capacity) {
    this.capacity = capacity;
  }

  /** Counts checks as unanswered, until {@link #release}; false if there are too many. */
  boolean reserve(int checks) {
    return unsettled.addAndGet(checks) <= capacity;
  }

  /** Releases the capacity of settled checks. */
  void release(int checks) {
    unsettled.addAndGet(-checks);
  }

  /** Reserves a place for a record that is about to be added; false if there is none. */
  boolean reservePlace() {
    if (waiting.incrementAndGet() <= capacity) {
      return true;
    }
    waiting.decrementAndGet();
    return false;
  }

  /** The number of unanswered checks. */
  int unsettled() {
    return unsettled.get();
  }

  void add(LaneCall call) {
    calls.add(call);
  }

  @Nullable LaneCall poll() {
    LaneCall call = calls.poll();
    if (call != null) {
      waiting.decrementAndGet();
    }
    return call;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  int size() {
    return waiting.get();
  }

  /** Whether every check has its outcome. */
  boolean isSettled() {
    return unsettled.get() == 0;
  }

  /** Leaves all queued checks pending. */
  void abandonAll() {
    for (LaneCall call = poll(); call != null; call = poll()) {
      call.abandon();
    }
  }
}
