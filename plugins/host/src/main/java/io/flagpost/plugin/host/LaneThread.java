package io.flagpost.plugin.host;

import org.jspecify.annotations.Nullable;

/** A thread of one plugin; knows whose record it is busy with, so that it can be called off it. */
final class LaneThread extends Thread {
  private final Object lock = new Object();
  private final ClassLoader pluginLoader;
  private volatile @Nullable CheckCall current;
  private volatile @Nullable CheckCall calledOff;
  private volatile long calledOffAt;

  LaneThread(ThreadGroup group, Runnable task, String name, ClassLoader pluginLoader) {
    super(group, task, name);
    this.pluginLoader = pluginLoader;
    setDaemon(true);
    setContextClassLoader(pluginLoader);
  }

  /** Runs a piece of the vendor's code on behalf of a record. */
  void during(CheckCall call, Runnable code) {
    CheckCall before = swap(call);
    setContextClassLoader(pluginLoader); // whatever the last piece made of it
    try {
      call.call().lane().conduct().entered();
      code.run();
    } finally {
      call.call().lane().conduct().left();
      swap(before);
    }
  }

  /** Whether the record that this thread is busy with has run out of time. Never waits. */
  boolean isTimeUp() {
    CheckCall call = current;
    return call != null && call.isOver();
  }

  /**
   * Has the vendor's code interrupted if it is busy with this record, and nothing else.
   *
   * @param now what the time is, for {@link #lostIn}
   */
  void callOff(LaneCall record, long now) {
    CheckCall call = current;
    ThreadGroup group = getThreadGroup();
    if (call != null && call.call() == record && call.isOver() && group != null) {
      calledOff = call;
      calledOffAt = now;
      Aside.begin(group, () -> interruptDuring(call));
    }
  }

  /** The check that does not come back though it was called off so long ago; null if it does. */
  @Nullable CheckCall lostIn(long now, long nanos) {
    CheckCall call = current;
    return call != null && call == calledOff && now - calledOffAt >= nanos ? call : null;
  }

  /** Runs the vendor's code, if that waits in a channel of its own making. */
  private void interruptDuring(CheckCall call) {
    synchronized (lock) {
      if (current == call) {
        interrupt();
      }
    }
  }

  private @Nullable CheckCall swap(@Nullable CheckCall next) {
    synchronized (lock) {
      CheckCall before = current;
      current = next;
      calledOff = null;
      Thread.interrupted(); // an interrupt that came too late is not the next record's
      return before;
    }
  }
}
