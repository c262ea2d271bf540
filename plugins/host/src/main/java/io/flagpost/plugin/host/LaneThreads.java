package io.flagpost.plugin.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one plugin's lane: they run all of its code, and some may be stuck in it. Any
 * thread.
 */
final class LaneThreads {
  private final LaneLimits limits;
  private final ThreadGroup group;
  private final ThreadPoolExecutor executor;
  private final List<LaneThread> threads = new CopyOnWriteArrayList<>();

  /** Created on a thread without vendor code, because these threads inherit from it. */
  LaneThreads(String pluginId, ClassLoader classLoader, LaneLimits limits) {
    this.limits = limits;
    // Threads that the plugin's threads start are in their group, whatever else they do not
    // inherit.
    this.group = new ThreadGroup("plugin-" + pluginId);
    AtomicInteger count = new AtomicInteger();
    this.executor =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              String name = group.getName() + "-" + count.incrementAndGet();
              LaneThread thread = new LaneThread(group, task, name, classLoader);
              threads.removeIf(before -> before.getState() == Thread.State.TERMINATED);
              threads.add(thread);
              return thread;
            });
    executor.prestartAllCoreThreads();
  }

  /** Throws {@link java.util.concurrent.RejectedExecutionException} once they are interrupted. */
  void execute(Runnable task) {
    executor.execute(task);
  }

  /** The same, for a task with a result. */
  <T> Future<T> submit(Callable<T> task) {
    return executor.submit(task);
  }

  /** Adds one, for when the others do not return. */
  void addExtra() {
    executor.setMaximumPoolSize(limits.threads() + 1);
    executor.setCorePoolSize(limits.threads() + 1);
  }

  /** Interrupts all of them; none begins anything more. Runs code of the plugin's. */
  void interruptAll() {
    executor.shutdownNow();
  }

  /** Interrupts those that process a record which has timed out. */
  void callOff(LaneCall call, long now) {
    threads.forEach(thread -> thread.callOff(call, now));
  }

  /**
   * The checks in which all threads are stuck: each was interrupted at least half a deadline ago
   * and is still running. Empty if a thread is free.
   */
  List<CheckCall> lost(long now) {
    List<CheckCall> lost = new ArrayList<>(0);
    for (LaneThread thread : threads) {
      CheckCall call = thread.lostIn(now, limits.deadline().toNanos() / 2);
      if (call != null) {
        lost.add(call);
      } else if (thread.isAlive()) {
        return List.of();
      }
    }
    return lost;
  }

  /** Whether every thread is still processing a record that has timed out. */
  boolean areStuck() {
    return running().stream().allMatch(LaneThread::isTimeUp);
  }

  /** Whether a thread is one of these. */
  boolean contain(Thread thread) {
    return thread instanceof LaneThread && thread.getThreadGroup() == group;
  }

  /** Those that are still running. */
  List<LaneThread> running() {
    return threads.stream().filter(Thread::isAlive).toList();
  }

  /** The group that they are in, and all that they start. */
  ThreadGroup group() {
    return group;
  }
}
