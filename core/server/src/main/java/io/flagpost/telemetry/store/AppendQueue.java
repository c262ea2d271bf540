package io.flagpost.telemetry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bounded queue in front of the writers. Any thread may add and look, lock-free; only the
 * store's context removes.
 */
final class AppendQueue {
  private final StoreSettings settings;
  private final Queue<Append> waiting = new ConcurrentLinkedQueue<>();

  /** Queued records, and those about to be added. */
  private final AtomicInteger rows = new AtomicInteger();

  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean closed;

  AppendQueue(StoreSettings settings) {
    this.settings = settings;
  }

  /** Whether it was added: there was room, and the queue was not closed. */
  boolean offer(Append append) {
    // Counted first: whoever closes the queue meanwhile sees either this or that it was refused.
    int newRows = rows.incrementAndGet();
    long newBytes = bytes.addAndGet(append.bytes());
    if (closed || newRows > settings.maxQueuedRows() || newBytes > settings.maxQueuedBytes()) {
      countOut(append);
      return false;
    }
    return waiting.add(append);
  }

  /** Whether there is nothing to take out now. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** How many wait. */
  int rows() {
    return rows.get();
  }

  /** How much data waits. */
  long bytes() {
    return bytes.get();
  }

  /** For how long the oldest has been waiting. */
  long oldestNanos(long now) {
    Append oldest = waiting.peek();
    return oldest == null ? 0 : now - oldest.queuedAtNanos();
  }

  /** Takes no more from now on; what is in it stays to be taken out. */
  void close() {
    closed = true;
  }

  /** Whether it is empty for good. */
  boolean isDrained() {
    return closed && rows.get() == 0;
  }

  /** Takes out whatever was queued before this moment. */
  List<Append> takeQueuedBefore(long nanos) {
    List<Append> taken = new ArrayList<>();
    Append next = waiting.peek();
    while (next != null && next.queuedAtNanos() - nanos < 0) {
      taken.add(remove(next));
      next = waiting.peek();
    }
    return taken;
  }

  /**
   * Takes out the next group: the oldest records, up to a group's limits, at least one if there is
   * any.
   */
  List<Append> takeGroup() {
    List<Append> group = new ArrayList<>();
    long groupBytes = 0;
    Append next = waiting.peek();
    while (next != null && group.size() < settings.maxGroupRows()) {
      groupBytes += next.bytes();
      if (!group.isEmpty() && groupBytes > settings.maxGroupBytes()) {
        break;
      }
      group.add(remove(next));
      next = waiting.peek();
    }
    return group;
  }

  /** Takes out the first; nobody else takes out any. */
  private Append remove(Append first) {
    waiting.poll();
    countOut(first);
    return first;
  }

  private void countOut(Append append) {
    rows.decrementAndGet();
    bytes.addAndGet(-append.bytes());
  }
}
