package io.flagpost.plugin.host;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes what a plugin threw. An exception's methods are the vendor's code, so every step here
 * may run it: a plugin's exceptions are described on that plugin's own threads.
 */
final class Faults {
  private static final int MOST_CAUSES = 8;

  private Faults() {}

  /**
   * The type of the failure, and where in the plugin's code it happened. The message only if the
   * contract's own classes wrote it, because another one may contain a customer's data.
   */
  static String describe(Throwable error) {
    return describe(causeOf(error), false);
  }

  /** The same with any message, for failures that involve no record. */
  static String describeWithMessage(Throwable error) {
    return describe(causeOf(error), true);
  }

  /** The exception without the JDK's wrappers. */
  static Throwable causeOf(Throwable error) {
    try {
      Throwable inner = error;
      for (int i = 0; i < MOST_CAUSES && isWrapper(inner); i++) {
        Throwable cause = inner.getCause();
        if (cause == null) {
          return inner;
        }
        inner = cause;
      }
      return inner;
    } catch (Throwable hostile) {
      return error;
    }
  }

  private static boolean isWrapper(Throwable error) {
    return error instanceof CompletionException
        || error instanceof ExecutionException
        || error instanceof InvocationTargetException;
  }

  private static String describe(Throwable cause, boolean anyMessage) {
    String kind = VendorText.of(cause.getClass().getName());
    try {
      StackTraceElement[] trace = cause.getStackTrace();
      String message = anyMessage || isOfContract(cause, trace) ? cause.getMessage() : null;
      return kind + (message == null ? "" : ": " + VendorText.of(message)) + place(trace);
    } catch (Throwable hostile) {
      return kind;
    }
  }

  /** Whether the message comes neither from the vendor nor from a record. */
  private static boolean isOfContract(Throwable cause, StackTraceElement[] trace) {
    Class<?> type = cause.getClass();
    boolean known = type.getClassLoader() == null || isHosts(type.getName());
    return known && outsideJdk(trace).findFirst().filter(Faults::isHosts).isPresent();
  }

  /** The first stack frame in the plugin's code, or else the first of all. */
  private static String place(StackTraceElement[] trace) {
    @Nullable StackTraceElement own =
        outsideJdk(trace)
            .filter(frame -> !isHosts(frame))
            .findFirst()
            .orElse(trace.length == 0 ? null : trace[0]);
    return own == null ? "" : ", at " + VendorText.of(own.toString());
  }

  /** Only the JDK's classes are in named modules here. */
  private static Stream<StackTraceElement> outsideJdk(StackTraceElement[] trace) {
    return Stream.of(trace).filter(frame -> frame.getModuleName() == null);
  }

  private static boolean isHosts(StackTraceElement frame) {
    return isHosts(frame.getClassName());
  }

  private static boolean isHosts(String className) {
    return SharedClasses.isShared(className)
        || className.startsWith(Faults.class.getPackageName() + ".");
  }
}
