package io.flagpost.platform.text;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** A log event's message on one line, for a logback pattern. */
public final class HarmlessMessage extends MessageConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return HarmlessText.line(
        String.valueOf(event.getFormattedMessage()).replaceAll("[\r\n]+", " | "));
  }
}
