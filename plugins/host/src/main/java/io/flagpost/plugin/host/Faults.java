package io.flagpost.plugin.host;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Words for what a plugin threw. */
final class Faults {
  private Faults() {}

  /**
   * The kind of failure and where it came from. Not its message: that may hold a customer's data,
   * and is the vendor's code.
   */
  static String describe(Throwable error) {
    Throwable cause = causeOf(error);
    try {
      StackTraceElement[] trace = cause.getStackTrace();
      return cause.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    } catch (Throwable hostile) {
      return cause.getClass().getName();
    }
  }

  /** The same with the message, for failures in which no record has a part. */
  static String describeWithMessage(Throwable error) {
    Throwable cause = causeOf(error);
    try {
      return describe(cause) + ": " + cause.getMessage();
    } catch (Throwable hostile) {
      return describe(cause);
    }
  }

  private static Throwable causeOf(Throwable error) {
    try {
      boolean wrapper =
          error instanceof CompletionException
              || error instanceof ExecutionException
              || error instanceof InvocationTargetException;
      Throwable cause = wrapper ? error.getCause() : null;
      return cause == null ? error : causeOf(cause);
    } catch (Throwable hostile) {
      return error;
    }
  }
}
