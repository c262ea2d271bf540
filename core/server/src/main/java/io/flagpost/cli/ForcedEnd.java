package io.flagpost.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process while it stops: at once when it is told to stop again, and when it has not
 * stopped in time. Nothing that was acknowledged depends on a stop in good order.
 */
final class ForcedEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ForcedEnd.class);

  // What a shell reports for a process that SIGTERM or SIGINT has ended.
  private static final int TERMINATED = 143;
  private static final int INTERRUPTED = 130;

  private ForcedEnd() {}

  /**
   * What ends this process once it has begun to stop: a shutdown hook.
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
                LOG.warn(
                    "Not everything has stopped in {} s: ending all the same", limit.toSeconds());
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
   * The JVM hears the first signal only: all others wait for it to be done. Signals are in no
   * official part of the platform, and can do without in this one place.
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
                LOG.warn("Told to stop again: ending at once");
                Runtime.getRuntime().halt(exitCode);
                return null;
              });
      Method handle = signals.getMethod("handle", signals, handlers);
      handle.invoke(null, signals.getConstructor(String.class).newInstance(signal), handler);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("A second SIG{} will be waited out: {}", signal, e.toString());
    }
  }
}
