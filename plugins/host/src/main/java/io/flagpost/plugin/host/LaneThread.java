package io.flagpost.plugin.host;

import org.jspecify.annotations.Nullable;

/**
 * A thread of one plugin; knows the record that it is processing, so that it can be interrupted.
 */
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

  /** Runs a piece of the vendor's code for a record. */
  void during(CheckCall call, Runnable code) {
    CheckCall before = swap(call);
    setContextClassLoader(pluginLoader); // the previous piece may have changed it
    try {
      call.call().lane().conduct().entered();
      code.run();
    } finally {
      call.call().lane().conduct().left();
      swap(before);
    }
  }

  /** Whether the record that this thread is processing has timed out. Never waits. */
  boolean isTimeUp() {
    CheckCall call = current;
    return call != null && call.isOver();
  }

  /**
   * Interrupts the vendor's code if it is processing this record, and only then.
   *
   * @param now the current time, for {@link #lostIn}
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

  /**
   * The check that has not returned although it was interrupted at least this long ago; null if
   * none.
   */
  @Nullable CheckCall lostIn(long now, long nanos) {
    CheckCall call = current;
    return call != null && call == calledOff && now - calledOffAt >= nanos ? call : null;
  }

  /** May run the vendor's code, if the thread waits in the vendor's own channel. */
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
      Thread.interrupted(); // a late interrupt must not hit the next record
      return before;
    }
  }
}
