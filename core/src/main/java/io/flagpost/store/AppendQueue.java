package io.flagpost.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The bounded queue in front of the writers. Thread-safe. */
final class AppendQueue {
  private final StoreSettings settings;
  private final Deque<Append> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  AppendQueue(StoreSettings settings) {
    this.settings = settings;
  }

  /** Whether it was taken: there was room, and the queue was not closed. */
  synchronized boolean offer(Append append) {
    if (closed
        || waiting.size() >= settings.maxQueuedRows()
        || bytes + append.bytes() > settings.maxQueuedBytes()) {
      return false;
    }
    waiting.addLast(append);
    bytes += append.bytes();
    return true;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** How many wait. */
  synchronized int rows() {
    return waiting.size();
  }

  /** How much data waits. */
  synchronized long bytes() {
    return bytes;
  }

  /** Takes no more from now on; what is in it stays to be taken out. */
  synchronized void close() {
    closed = true;
  }

  /** Whether it is empty for good. */
  synchronized boolean isDrained() {
    return closed && waiting.isEmpty();
  }

  /** Takes out whatever was queued before this moment. */
  synchronized List<Append> takeQueuedBefore(long nanos) {
    List<Append> taken = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.getFirst().queuedAtNanos() - nanos < 0) {
      taken.add(removeFirst());
    }
    return taken;
  }

  /**
   * Takes out the next group: the oldest records, up to a group's limits, at least one if there is
   * any.
   */
  synchronized List<Append> takeGroup() {
    List<Append> group = new ArrayList<>();
    long groupBytes = 0;
    while (!waiting.isEmpty() && group.size() < settings.maxGroupRows()) {
      groupBytes += waiting.getFirst().bytes();
      if (!group.isEmpty() && groupBytes > settings.maxGroupBytes()) {
        break;
      }
      group.add(removeFirst());
    }
    return group;
  }

  private Append removeFirst() {
    Append append = waiting.removeFirst();
    bytes -= append.bytes();
    return append;
  }
}
