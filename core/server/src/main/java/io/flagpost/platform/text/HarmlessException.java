package io.flagpost.platform.text;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.regex.Pattern;

/**
 * A log event's exception, for a logback pattern. A line that an exception's message begins cannot
 * be taken for a line of the log: it is set in.
 */
public final class HarmlessException extends ThrowableProxyConverter {
  private static final Pattern LINE_OF_A_MESSAGE =
      Pattern.compile("\\R(?!\\t|\\h*(?:Caused by: |Suppressed: |\\.\\.\\. )|$)");

  @Override
  public String convert(ILoggingEvent event) {
    String trace = super.convert(event);
    return HarmlessText.lines(
        LINE_OF_A_MESSAGE.matcher(trace).replaceAll("\n\t| ").replace("\r\n", "\n"));
  }
}
