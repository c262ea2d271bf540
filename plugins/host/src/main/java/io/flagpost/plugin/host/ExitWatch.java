package io.flagpost.plugin.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects, while the process ends, whether a plugin has called {@code System.exit}: the calling
 * thread is still inside that call. (It cannot detect {@code Runtime.halt} or crashes in native
 * code; {@link CrashMarks} and {@link Activity} are for those.) Any thread.
 */
final class ExitWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ExitWatch.class);

  /** The class that ends the process on SIGTERM, SIGINT and SIGHUP in OpenJDK. */
  private static final String SIGNAL_HANDLER = "java.lang.Terminator$1";

  private final Map<ClassLoader, Loaded> loaded = new ConcurrentHashMap<>();
  private final AtomicBoolean looked = new AtomicBoolean();
  private final CrashMarks marks;
  private final Thread hook = new Thread(this::look, "plugin-exit-watch");

  ExitWatch(CrashMarks marks) {
    this.marks = marks;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void add(IsolatedClassLoader loader, DropFolder.Content content, String file) {
    loaded.put(loader, new Loaded(loader, content, file));
  }

  void remove(ClassLoader loader) {
    loaded.remove(loader);
  }

  void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("the process is about to end: the exit watch has its turn, or had it", e);
    }
  }

  /**
   * Logs the plugin that ends the process, if one does; once. If that is known, or if a signal ends
   * the process, plugins that are being started meanwhile are not to blame. (If it is neither, a
   * plugin may still be the cause: then the marks show which were at work.)
   */
  void look() {
    StackTraceElement[] caller = callers();
    if (caller == null || looked.getAndSet(true)) {
      return;
    }
    for (StackTraceElement frame : caller) {
      if (frame.getClassName().equals(SIGNAL_HANDLER)) {
        marks.processEnds();
        return;
      }
      for (Loaded plugin : loaded.values()) {
        if (plugin.loader().hasLoaded(frame.getClassName())) {
          PluginFile file = plugin.content().plugin();
          LOG.error(
              "Plugin {} {} from {} ends the process: it called System.exit, in {}",
              file.id(),
              file.version(),
              plugin.file(),
              frame);
          marks.processEnds();
          marks.crashed(plugin.content(), plugin.file(), "asked (it called System.exit)");
          return;
        }
      }
    }
  }

  /**
   * The stack that led to the end of the process, innermost first; null if it was not Java code.
   */
  private static StackTraceElement @Nullable [] callers() {
    for (Thread thread : LeakedThreads.all()) {
      StackTraceElement[] stack = stackOf(thread);
      for (StackTraceElement frame : stack) {
        if (frame.getClassName().equals("java.lang.Shutdown")
            && frame.getMethodName().equals("exit")) {
          return stack;
        }
      }
    }
    return null;
  }

  /**
   * The stack of a thread. A thread whose class is a vendor's and overrides this is not asked; nor
   * are all stacks taken at once, which would call each thread's hashCode.
   */
  private static StackTraceElement[] stackOf(Thread thread) {
    try {
      boolean own =
          thread.getClass().getMethod("getStackTrace").getDeclaringClass() == Thread.class;
      return own ? thread.getStackTrace() : new StackTraceElement[0];
    } catch (NoSuchMethodException | LinkageError e) {
      LOG.debug("a thread cannot be looked at", e);
      return new StackTraceElement[0];
    }
  }

  private record Loaded(IsolatedClassLoader loader, DropFolder.Content content, String file) {}
}
