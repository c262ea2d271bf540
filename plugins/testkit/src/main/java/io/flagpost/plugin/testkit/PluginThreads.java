package io.flagpost.plugin.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads of plugins that were started after a given moment: those whose context class loader
 * is not one of this application. Every call of a plugin has the plugin's loader, and so do the
 * threads that it starts.
 */
final class PluginThreads {
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  private PluginThreads() {}

  static PluginThreads startingFromNow() {
    return new PluginThreads();
  }

  /** The running ones. */
  List<Thread> alive() {
    return ofPlugins().filter(thread -> !before.contains(thread)).toList();
  }

  /**
   * The names of those that are still running.
   *
   * @param patience how long all of them together have to end
   */
  List<String> leftBehind(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (Thread thread : alive()) {
      thread.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
    }
    return alive().stream().map(Thread::getName).toList();
  }

  /**
   * The class loader that defined this class of a plugin, found through its threads.
   *
   * @throws ClassNotFoundException if none of them has such a class
   */
  static ClassLoader classLoaderOf(String className) throws ClassNotFoundException {
    Set<ClassLoader> loaders =
        ofPlugins().map(Thread::getContextClassLoader).collect(Collectors.toSet());
    return loaders.stream()
        .filter(loader -> defines(loader, className))
        .findAny()
        .orElseThrow(() -> new ClassNotFoundException(className + " in " + loaders));
  }

  private static boolean defines(ClassLoader loader, String className) {
    try {
      return loader.loadClass(className).getClassLoader() == loader;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static Stream<Thread> ofPlugins() {
    return Thread.getAllStackTraces().keySet().stream().filter(PluginThreads::isOfPlugin);
  }

  private static boolean isOfPlugin(Thread thread) {
    ClassLoader loader = thread.getContextClassLoader();
    return loader != null
        && thread.isAlive()
        && !isAncestor(loader, PluginThreads.class.getClassLoader())
        && !isAncestor(loader, ClassLoader.getSystemClassLoader());
  }

  private static boolean isAncestor(ClassLoader loader, ClassLoader of) {
    for (ClassLoader each = of; each != null; each = each.getParent()) {
      if (each == loader) {
        return true;
      }
    }
    return false;
  }
}
