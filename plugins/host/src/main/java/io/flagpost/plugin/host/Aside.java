package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does to a plugin's threads what may run the vendor's code: to interrupt one calls whatever it
 * waits in, and a thread's class may be the vendor's. So it happens on a thread that is the
 * plugin's, too, and whoever wants it done waits for so long and no longer.
 */
final class Aside {
  private static final long LOOK_MILLIS = 2;

  private Aside() {}

  /** Starts it, and waits for nothing. */
  static Thread begin(ThreadGroup group, Runnable code) {
    Thread thread = new Thread(group, code, group.getName() + "-aside", 0, false);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Starts it, and waits until it is done or this time is over. */
  static void run(ThreadGroup group, Duration most, Runnable code) throws InterruptedException {
    await(List.of(begin(group, code)), System.nanoTime() + most.toNanos());
  }

  /**
   * Waits until these threads have ended. By looking: to join a thread takes its monitor, which the
   * thread may hold for good.
   *
   * @param end until when at most, in terms of {@link System#nanoTime}
   */
  static void await(List<Thread> threads, long end) throws InterruptedException {
    while (threads.stream().anyMatch(Thread::isAlive) && end - System.nanoTime() > 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
