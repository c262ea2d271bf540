package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for threads that a stopped plugin left behind. */
final class LeakedThreads {
  private static final Logger LOG = LoggerFactory.getLogger(LeakedThreads.class);

  private LeakedThreads() {}

  /**
   * Interrupts what still runs of a plugin and gives it a little time to end.
   *
   * @param lane the plugin's lane, closed
   * @param patience how long they get, all together
   * @return those that go on regardless, which nothing in this process can stop
   */
  static List<Thread> end(
      String pluginId, ClassLoader classLoader, PluginLane lane, Duration patience) {
    List<Thread> left = find(classLoader, lane);
    left.forEach(Thread::interrupt);
    long end = System.nanoTime() + patience.toNanos();
    try {
      for (Thread thread : left) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis > 0) {
          thread.join(millis);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the host closes; what is left is told all the same
    }
    List<Thread> leaked = find(classLoader, lane);
    if (!leaked.isEmpty()) {
      LOG.warn(
          "Plugin {}: leaves {} threads behind: {}",
          pluginId,
          leaked.size(),
          leaked.stream().map(Thread::getName).toList());
    }
    return leaked;
  }

  private static List<Thread> find(ClassLoader classLoader, PluginLane lane) {
    Set<Thread> found = new LinkedHashSet<>(lane.threads());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getContextClassLoader() == classLoader
          || thread.getClass().getClassLoader() == classLoader) {
        found.add(thread);
      }
    }
    found.removeIf(thread -> !thread.isAlive());
    return new ArrayList<>(found);
  }
}
