package io.flagpost.plugin.host;

import org.jspecify.annotations.Nullable;

/** A thread of one plugin; knows whose record it is busy with, so that it can be called off it. */
final class LaneThread extends Thread {
  private final Object lock = new Object();
  private @Nullable LaneCall current;

  LaneThread(Runnable task, String name, ClassLoader contextClassLoader) {
    super(task, name);
    setDaemon(true);
    setContextClassLoader(contextClassLoader);
  }

  /** Runs a piece of the vendor's code on behalf of a record. */
  void during(LaneCall call, Runnable code) {
    LaneCall before = swap(call);
    try {
      call.lane().conduct().entered();
      code.run();
    } finally {
      call.lane().conduct().left();
      swap(before);
    }
  }

  /** Whether the record that this thread is busy with has run out of time. */
  boolean isTimeUp() {
    synchronized (lock) {
      return current != null && current.isOver();
    }
  }

  /** Interrupts the vendor's code if it is busy with this record, and nothing else. */
  void callOff(LaneCall call) {
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
