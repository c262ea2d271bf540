package io.flagpost.platform.web.connections;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The connections that a listener has on all of its event loops, counted. Any thread. */
public final class ConnectionCounts {

  /** Why a connection was cut off. */
  public enum Cause {
    /** No complete request head arrived. */
    HEAD,
    /** No further request arrived. */
    IDLE,
    /** There were too many connections, and this one had no request in progress. */
    LIMIT,
    /** There were too many from its address. */
    ADDRESS,
    /** The client did not continue the request of a stream. */
    STREAM,
    /** Answers were not read. */
    UNREAD,
    /** The heads of its streams took too much memory. */
    HEADERS,
    /** Too much of what it sent was not part of any request. */
    FLOOD
  }

  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
  private final Map<Cause, LongAdder> cut = new EnumMap<>(Cause.class);

  public ConnectionCounts() {
    for (Cause cause : Cause.values()) {
      cut.put(cause, new LongAdder());
    }
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }

  /** Connections cut off so far. */
  public long cut(Cause cause) {
    return Objects.requireNonNull(cut.get(cause)).sum();
  }

  /** Counts one more connection; returns how many there are now. */
  int opened() {
    return open.incrementAndGet();
  }

  void closed() {
    open.decrementAndGet();
  }

  /** Counts one more from an address; returns how many there are now. */
  int opened(String address) {
    return byAddress.merge(address, 1, Integer::sum);
  }

  void closed(String address) {
    byAddress.computeIfPresent(address, (known, count) -> count > 1 ? count - 1 : null);
  }

  void countCut(Cause cause) {
    Objects.requireNonNull(cut.get(cause)).increment();
  }
}
