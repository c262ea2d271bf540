package io.flagpost.plugin.host;

import org.jspecify.annotations.Nullable;

/** A thread of one plugin; knows whose record it is busy with, so that it can be called off it. */
final class LaneThread extends Thread {
  private final Object lock = new Object();
  private final ClassLoader pluginLoader;
  private volatile @Nullable LaneCall current;

  LaneThread(ThreadGroup group, Runnable task, String name, ClassLoader pluginLoader) {
    super(group, task, name);
    this.pluginLoader = pluginLoader;
    setDaemon(true);
    setContextClassLoader(pluginLoader);
  }

  /** Runs a piece of the vendor's code on behalf of a record. */
  void during(LaneCall call, Runnable code) {
    LaneCall before = swap(call);
    setContextClassLoader(pluginLoader); // whatever the last piece made of it
    try {
      call.lane().conduct().entered();
      code.run();
    } finally {
      call.lane().conduct().left();
      swap(before);
    }
  }

  /** Whether the record that this thread is busy with has run out of time. Never waits. */
  boolean isTimeUp() {
    LaneCall call = current;
    return call != null && call.isOver();
  }

  /** Has the vendor's code interrupted if it is busy with this record, and nothing else. */
  void callOff(LaneCall call) {
    ThreadGroup group = getThreadGroup();
    if (current == call && group != null) {
      Aside.begin(group, () -> interruptDuring(call));
    }
  }

  /** Runs the vendor's code, if that waits in a channel of its own making. */
  private void interruptDuring(LaneCall call) {
    synchronized (lock) {
      if (current == call) {
        interrupt();
      }
    }
  }

  private @Nullable LaneCall swap(@Nullable LaneCall next) {
    synchronized (lock) {
      LaneCall before = current;
      current = next;
      Thread.interrupted(); // an interrupt that came too late is not the next record's
      return before;
    }
  }
}
