package io.flagpost.testing;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells event loops that are blocked from those that load classes for the first time, which takes
 * its time in a process as young as a test's and happens once. Any thread.
 */
final class ColdStarts {
  private static final Pattern BLOCKED =
      Pattern.compile("Thread (\\S+) has been blocked for (\\d+) ms");

  /** Whoever is blocked for longer is not excused. */
  private static final long LONGEST_MILLIS = 2_000;

  /** Two looks at one and the same block agree on its begin by this much. */
  private static final long SAME_MILLIS = 60;

  private final Map<String, Long> begins = new ConcurrentHashMap<>();

  /** Whether this is about a block in which classes were loaded. */
  boolean excuse(ILoggingEvent event) {
    Matcher matcher = BLOCKED.matcher(event.getFormattedMessage());
    if (!matcher.find()) {
      return false;
    }
    String thread = matcher.group(1);
    long blocked = Long.parseLong(matcher.group(2));
    long begin = event.getTimeStamp() - blocked;
    if (isLoading(event.getThrowableProxy())) {
      begins.put(thread, begin);
    }
    Long known = begins.get(thread);
    return known != null && Math.abs(known - begin) < SAME_MILLIS && blocked < LONGEST_MILLIS;
  }

  private static boolean isLoading(@Nullable IThrowableProxy where) {
    if (where == null) {
      return false;
    }
    for (StackTraceElementProxy frame : where.getStackTraceElementProxyArray()) {
      String name = frame.getStackTraceElement().getClassName();
      if (name.equals("java.lang.ClassLoader")
          || name.equals("java.lang.invoke.MethodHandleNatives")
          || frame.getStackTraceElement().getMethodName().equals("<clinit>")) {
        return true;
      }
    }
    return false;
  }
}
