package io.flagpost.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells event loops that are blocked from those that a busy machine gave no processor: such a one
 * is about to run, in code that waits for nothing, and has hardly run since. Any thread.
 */
final class Starvation implements AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 20;
  private static final int LOOKS = 500;

  /** Who has had less of the time than this did not spend it itself. */
  private static final double STARVED = 0.5;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private record Look(long atMillis, long cpuNanos) {}

  private final Map<Long, Deque<Look>> looks = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "starvation-watch");
            thread.setDaemon(true);
            return thread;
          });

  /** Begins to watch every event loop that there is and will be. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the watch
  static Starvation watching() {
    Starvation watching = new Starvation();
    watching.watch.scheduleWithFixedDelay(
        watching::look, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return watching;
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  /**
   * Whether this thread was kept from running for most of that time.
   *
   * @param since when the time began, in milliseconds since 1970
   */
  boolean explains(String threadName, long since) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(threadName))
        .anyMatch(thread -> isStarved(thread, since));
  }

  private boolean isStarved(Thread thread, long since) {
    StackTraceElement[] stack = thread.getStackTrace();
    boolean couldRun =
        thread.getState() == Thread.State.RUNNABLE
            && (stack.length == 0 || !stack[0].isNativeMethod());
    long spentMillis = System.currentTimeMillis() - since;
    long ranMillis =
        TimeUnit.NANOSECONDS.toMillis(cpu(thread.getId()) - cpuBefore(thread.getId(), since));
    return couldRun && ranMillis < STARVED * spentMillis;
  }

  private void look() {
    long now = System.currentTimeMillis();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("vert.x-eventloop")) {
        Deque<Look> past = looks.computeIfAbsent(thread.getId(), id -> new ArrayDeque<>());
        synchronized (past) {
          past.addLast(new Look(now, cpu(thread.getId())));
          if (past.size() > LOOKS) {
            past.removeFirst();
          }
        }
      }
    }
  }

  /** What the thread had run until then, or as near before as was looked. */
  private long cpuBefore(long thread, long since) {
    Deque<Look> past = looks.getOrDefault(thread, new ArrayDeque<>());
    long known = 0;
    synchronized (past) {
      for (Look look : past) {
        if (look.atMillis() > since) {
          break;
        }
        known = look.cpuNanos();
      }
    }
    return known;
  }

  private static long cpu(long thread) {
    return Math.max(0, THREADS.getThreadCpuTime(thread));
  }
}
