package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for threads that a stopped plugin left behind.
 *
 * <p>A thread's class may be the vendor's, so no overridable method of a thread is called before it
 * is known to be one of the JDK's or the host's. That includes {@code hashCode}, and so every hash
 * map of threads.
 */
final class LeakedThreads {
  private static final Logger LOG = LoggerFactory.getLogger(LeakedThreads.class);
  private static final int ROOM_FOR_MORE = 64;

  private LeakedThreads() {}

  /**
   * Interrupts a plugin's remaining threads and gives them a little time to end.
   *
   * @param lane the plugin's lane, closed
   * @param patience how long all of them together get
   * @return those that continue regardless, which nothing in this process can stop
   */
  static List<Thread> end(
      String pluginId, ClassLoader classLoader, PluginLane lane, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    List<Thread> left = find(classLoader, lane);
    if (!left.isEmpty()) {
      Thread interrupter = Aside.begin(lane.group(), () -> left.forEach(Thread::interrupt));
      try {
        List<Thread> awaited = new ArrayList<>(left);
        awaited.add(interrupter);
        Aside.await(awaited, end);
      } catch (InterruptedException e) {
        Thread.currentThread()
            .interrupt(); // the host closes; the remaining threads are reported all the same
      }
    }
    List<Thread> leaked = find(classLoader, lane);
    if (!leaked.isEmpty()) {
      LOG.warn(
          "Plugin {}: left {} threads running: {}",
          pluginId,
          leaked.size(),
          VendorText.of(String.join(", ", leaked.stream().map(Thread::getName).toList())));
    }
    return leaked;
  }

  private static List<Thread> find(ClassLoader classLoader, PluginLane lane) {
    Set<Thread> found = Collections.newSetFromMap(new IdentityHashMap<>());
    found.addAll(lane.threads());
    for (Thread thread : all()) {
      if (isOf(thread, classLoader, lane.group())) {
        found.add(thread);
      }
    }
    List<Thread> alive = new ArrayList<>(found);
    alive.removeIf(thread -> !thread.isAlive());
    return alive;
  }

  /**
   * Whether a thread is a plugin's: by its class, its thread group, or its context class loader.
   */
  private static boolean isOf(Thread thread, ClassLoader plugin, ThreadGroup group) {
    ClassLoader defining = thread.getClass().getClassLoader();
    if (isWithin(defining, plugin)) {
      return true;
    }
    ThreadGroup its = thread.getThreadGroup();
    if (its != null && group.parentOf(its)) {
      return true;
    }
    return isTrusted(defining) && isWithin(thread.getContextClassLoader(), plugin);
  }

  /** Whether a class loader is the plugin's, or a child of it. */
  private static boolean isWithin(@Nullable ClassLoader loader, ClassLoader plugin) {
    ClassLoader each = loader;
    while (each != null && each != plugin) {
      each = each.getParent();
    }
    return each == plugin;
  }

  /** Whether its classes are the JDK's or the gateway's. */
  private static boolean isTrusted(@Nullable ClassLoader loader) {
    return loader == null
        || isWithin(LeakedThreads.class.getClassLoader(), loader)
        || isWithin(ClassLoader.getSystemClassLoader(), loader);
  }

  /** Every thread of the process, without calling methods of any. */
  static List<Thread> all() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[root.activeCount() + ROOM_FOR_MORE];
    int count = root.enumerate(threads);
    while (count == threads.length) { // threads that do not fit are left out
      threads = new Thread[threads.length * 2];
      count = root.enumerate(threads);
    }
    return Arrays.asList(threads).subList(0, count);
  }
}
