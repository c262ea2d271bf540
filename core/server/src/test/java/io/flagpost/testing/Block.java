package io.flagpost.testing;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Vert.x says at one look of an event loop that it finds blocked.
 *
 * @param thread the event loop's thread
 * @param since when it began, in milliseconds since 1970
 * @param millis for how long it has lasted
 * @param stack where the thread is
 */
record Block(String thread, long since, long millis, List<StackTraceElement> stack) {
  private static final Pattern BLOCKED =
      Pattern.compile("Thread (\\S+) has been blocked for (\\d+) ms");

  /** What a log entry says; empty if it is about something else. */
  static Optional<Block> of(ILoggingEvent event) {
    Matcher matcher = BLOCKED.matcher(event.getFormattedMessage());
    if (!matcher.find()) {
      return Optional.empty();
    }
    long millis = Long.parseLong(matcher.group(2));
    return Optional.of(
        new Block(matcher.group(1), event.getTimeStamp() - millis, millis, stack(event)));
  }

  private static List<StackTraceElement> stack(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null
        ? List.of()
        : Arrays.stream(thrown.getStackTraceElementProxyArray())
            .map(StackTraceElementProxy::getStackTraceElement)
            .toList();
  }
}
