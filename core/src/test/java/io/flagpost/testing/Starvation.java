package io.flagpost.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells event loops that are blocked from those that a busy machine gave no processor: such a one
 * has waited for nothing, and has hardly run since. Any thread.
 */
final class Starvation implements AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 20;
  private static final int LOOKS = 500;

  /** Who has had less of the time than this did not spend it itself. */
  private static final double STARVED = 0.5;

  private static final int DEPTH_OF_CALLS = 3;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What a socket that never blocks is read, written and asked with. */
  private static final Set<String> SOCKETS =
      Set.of("sun.nio.ch.SocketDispatcher", "sun.nio.ch.Net", "sun.nio.ch.EPoll");

  /**
   * @param waits how often the thread had waited for anything of Java's
   */
  private record Look(long atMillis, long cpuNanos, long waits) {}

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
   * @param stack where the thread was at the end of it
   */
  boolean explains(String threadName, long since, List<StackTraceElement> stack) {
    return !isInBlockingCall(stack)
        && Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals(threadName))
            .anyMatch(thread -> isStarved(thread, since));
  }

  private static boolean isInBlockingCall(List<StackTraceElement> stack) {
    return stack.isEmpty()
        || (stack.get(0).isNativeMethod()
            && stack.stream()
                .limit(DEPTH_OF_CALLS)
                .noneMatch(frame -> SOCKETS.contains(frame.getClassName())));
  }

  private boolean isStarved(Thread thread, long since) {
    Look before = lookBefore(thread.getId(), since);
    Look now = lookAt(thread.getId());
    long ranMillis = TimeUnit.NANOSECONDS.toMillis(now.cpuNanos() - before.cpuNanos());
    return now.waits() == before.waits() && ranMillis < STARVED * (now.atMillis() - since);
  }

  private void look() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("vert.x-eventloop")) {
        Deque<Look> past = looks.computeIfAbsent(thread.getId(), id -> new ArrayDeque<>());
        synchronized (past) {
          past.addLast(lookAt(thread.getId()));
          if (past.size() > LOOKS) {
            past.removeFirst();
          }
        }
      }
    }
  }

  /** What the thread had run until then, or as near before as was looked. */
  private Look lookBefore(long thread, long since) {
    Deque<Look> past = looks.getOrDefault(thread, new ArrayDeque<>());
    Look known = new Look(since, 0, 0);
    synchronized (past) {
      for (Look look : past) {
        if (look.atMillis() > since) {
          break;
        }
        known = look;
      }
    }
    return known;
  }

  private static Look lookAt(long thread) {
    long cpuNanos = Math.max(0, THREADS.getThreadCpuTime(thread));
    ThreadInfo info = THREADS.getThreadInfo(thread);
    long waits = info == null ? 0 : info.getBlockedCount() + info.getWaitedCount();
    return new Look(System.currentTimeMillis(), cpuNanos, waits);
  }
}
