package io.flagpost.plugin.host;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Time that passes when the test says so; due tasks run on the test's thread. */
final class ManualTimer implements Timer {
  private final PriorityQueue<Due> tasks = new PriorityQueue<>();
  private long now;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanoTime());
  }

  @Override
  public synchronized void after(long nanos, Runnable task) {
    tasks.add(new Due(now + nanos, task));
  }

  @Override
  public synchronized void close() {
    tasks.clear();
  }

  void advance(Duration time) {
    synchronized (this) {
      now += time.toNanos();
    }
    for (Runnable task = due(); task != null; task = due()) {
      task.run();
    }
  }

  private synchronized @Nullable Runnable due() {
    Due first = tasks.peek();
    if (first == null || first.at() > now) {
      return null;
    }
    tasks.remove(first);
    return first.task();
  }

  private record Due(long at, Runnable task) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return Long.compare(at, other.at);
    }
  }
}
