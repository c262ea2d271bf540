package io.flagpost.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that is stopping: at once on a second stop signal, or when it takes too long. No
 * acknowledged record depends on an orderly stop.
 */
final class ForcedEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ForcedEnd.class);

  // The exit codes that a shell reports for a process ended by SIGTERM or SIGINT.
  private static final int TERMINATED = 143;
  private static final int INTERRUPTED = 130;

  private ForcedEnd() {}

  /**
   * The shutdown hook that ends this process.
   *
   * @param limit how long stopping may take
   */
  static Thread hook(Duration limit) {
    return new Thread(() -> arm(limit), "forced-end-hook");
  }

  private static void arm(Duration limit) {
    endAtNext("TERM", TERMINATED);
    endAtNext("INT", INTERRUPTED);
    Thread guard =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(limit.toMillis());
                LOG.warn("Not everything stopped within {} s: exiting anyway", limit.toSeconds());
                Runtime.getRuntime().halt(TERMINATED);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "forced-end");
    guard.setDaemon(true);
    guard.start();
  }

  /**
   * The JVM handles the first signal only: all others wait until it has finished. Signals are not
   * part of the official platform; without them, only this feature is missing.
   */
  private static void endAtNext(String signal, int exitCode) {
    try {
      Class<?> signals = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlers.getClassLoader(),
              new Class<?>[] {handlers},
              (proxy, method, arguments) -> {
                LOG.warn("Second stop signal: exiting at once");
                Runtime.getRuntime().halt(exitCode);
                return null;
              });
      Method handle = signals.getMethod("handle", signals, handlers);
      handle.invoke(null, signals.getConstructor(String.class).newInstance(signal), handler);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("A second SIG{} will not end the process early: {}", signal, e.toString());
    }
  }
}
