package io.flagpost.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Tells event loops that are blocked from those that a busy machine gave no processor: such a one
 * has waited for nothing, and would be done in time if it had not had to share. Any thread.
 */
final class Starvation implements AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 50;
  private static final int LOOKS = 200;

  private static final int DEPTH_OF_CALLS = 3;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Whose native methods only compute, but for waits that are counted. */
  private static final Set<String> COMPUTING =
      Set.of(
          "java.lang.Class",
          "java.lang.ClassLoader",
          "java.lang.Object",
          "java.lang.StackTraceElement",
          "java.lang.String",
          "java.lang.System",
          "java.lang.Thread",
          "java.lang.Throwable",
          "java.lang.invoke.MethodHandleNatives",
          "java.lang.ref.Reference",
          "java.lang.reflect.Array",
          "java.util.zip.CRC32",
          "java.util.zip.Deflater",
          "java.util.zip.Inflater",
          "jdk.internal.misc.Unsafe",
          "jdk.internal.reflect.Reflection");

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
   * Whether this thread has used less than it may since then, and was only kept from running.
   *
   * @param since when the time began, in milliseconds since 1970
   * @param stack where the thread was at the end of it
   */
  boolean explains(String threadName, long since, List<StackTraceElement> stack) {
    return ranMillis(threadName, since, stack).orElse(Long.MAX_VALUE)
        < StrictEventLoops.LIMIT_MILLIS;
  }

  /**
   * For how long this thread has run since then, in milliseconds, if in all other time it was only
   * kept from running; empty if it has waited for something, or may have.
   *
   * @param since when the time began, in milliseconds since 1970
   * @param stack where the thread was at the end of it
   */
  OptionalLong ranMillis(String threadName, long since, List<StackTraceElement> stack) {
    if (isInBlockingCall(stack)) {
      return OptionalLong.empty();
    }
    return threads()
        .filter(thread -> thread.getThreadName().equals(threadName))
        .flatMapToLong(thread -> ranMillis(thread, since).stream())
        .min();
  }

  /** Those that run, without their stacks: to look at these, the JVM would stop all of them. */
  private static Stream<ThreadInfo> threads() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds())).filter(Objects::nonNull);
  }

  private static boolean isInBlockingCall(List<StackTraceElement> stack) {
    if (stack.isEmpty()) {
      return true;
    }
    StackTraceElement last = stack.get(0);
    return last.isNativeMethod()
        && !COMPUTING.contains(last.getClassName())
        && stack.stream()
            .limit(DEPTH_OF_CALLS)
            .noneMatch(frame -> SOCKETS.contains(frame.getClassName()));
  }

  private OptionalLong ranMillis(ThreadInfo thread, long since) {
    Look before = lookBefore(thread.getThreadId(), since);
    Look now = lookAt(thread);
    return now.waits() == before.waits()
        ? OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(now.cpuNanos() - before.cpuNanos()))
        : OptionalLong.empty();
  }

  private void look() {
    threads()
        .filter(thread -> thread.getThreadName().startsWith("vert.x-eventloop"))
        .forEach(this::remember);
  }

  private void remember(ThreadInfo thread) {
    Deque<Look> past = looks.computeIfAbsent(thread.getThreadId(), id -> new ArrayDeque<>());
    synchronized (past) {
      past.addLast(lookAt(thread));
      if (past.size() > LOOKS) {
        past.removeFirst();
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

  private static Look lookAt(ThreadInfo thread) {
    long cpuNanos = Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
    long waits = thread.getBlockedCount() + thread.getWaitedCount();
    return new Look(System.currentTimeMillis(), cpuNanos, waits);
  }
}
