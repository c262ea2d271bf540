package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Performs operations on a plugin's threads that may run the vendor's code: interrupting a thread
 * may call the object that it waits in, and the thread's class may be the vendor's. So they run on
 * another thread of the plugin, and the caller waits only for a limited time.
 */
final class Aside {
  private static final long LOOK_MILLIS = 2;

  private Aside() {}

  /** Starts an operation without waiting. */
  static Thread begin(ThreadGroup group, Runnable code) {
    Thread thread = new Thread(group, code, group.getName() + "-aside", 0, false);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Starts an operation, and waits until it is done or the time is up. */
  static void run(ThreadGroup group, Duration most, Runnable code) throws InterruptedException {
    await(List.of(begin(group, code)), System.nanoTime() + most.toNanos());
  }

  /**
   * Waits until these threads have ended. It polls, because joining a thread needs its monitor,
   * which the thread may hold forever.
   *
   * @param end the latest end, in terms of {@link System#nanoTime}
   */
  static void await(List<Thread> threads, long end) throws InterruptedException {
    while (threads.stream().anyMatch(Thread::isAlive) && end - System.nanoTime() > 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
