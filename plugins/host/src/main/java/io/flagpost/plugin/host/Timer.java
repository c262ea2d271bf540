package io.flagpost.plugin.host;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The host's clock and timer. */
interface Timer {

  /** A monotonic reading, comparable by difference only. */
  long nanoTime();

  /** The wall-clock time, for plugins. */
  Instant instant();

  /** Runs a short task once, after a delay; drops it when closed. */
  void after(long nanos, Runnable task);

  void close();

  /** The machine's time, with one daemon thread. */
  static Timer system() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "plugin-deadlines");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor
        .prestartAllCoreThreads(); // not by the first caller, because threads inherit from their
    // creator
    Clock clock = Clock.systemUTC();
    return new Timer() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public Instant instant() {
        return clock.instant();
      }

      @Override
      @SuppressWarnings("FutureReturnValueIgnored") // tasks handle their own failures
      public void after(long nanos, Runnable task) {
        executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void close() {
        executor.shutdownNow();
      }
    };
  }
}
