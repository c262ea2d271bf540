package io.flagpost.plugin.host;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Words for what a plugin threw. An exception's methods are the vendor's code, and so may every
 * step here be: what comes from a plugin is described on that plugin's own threads.
 */
final class Faults {
  private static final int MOST_CAUSES = 8;

  private Faults() {}

  /**
   * The kind of failure, and where in the plugin's code it happened. The message only if it was
   * written by the contract's own classes: another one may hold a customer's data.
   */
  static String describe(Throwable error) {
    return describe(causeOf(error), false);
  }

  /** The same with any message, for failures in which no record has a part. */
  static String describeWithMessage(Throwable error) {
    return describe(causeOf(error), true);
  }

  /** What was thrown, without the wrappers that the JDK puts around it. */
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

  /** Whether neither the vendor nor a record had a part in the message. */
  private static boolean isOfContract(Throwable cause, StackTraceElement[] trace) {
    Class<?> type = cause.getClass();
    boolean known = type.getClassLoader() == null || isHosts(type.getName());
    return known && outsideJdk(trace).findFirst().filter(Faults::isHosts).isPresent();
  }

  /** The first line of the plugin's own, else the first of all. */
  private static String place(StackTraceElement[] trace) {
    @Nullable StackTraceElement own =
        outsideJdk(trace)
            .filter(frame -> !isHosts(frame))
            .findFirst()
            .orElse(trace.length == 0 ? null : trace[0]);
    return own == null ? "" : ", at " + VendorText.of(own.toString());
  }

  /** The JDK's classes are in modules, everybody else's here are not. */
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
